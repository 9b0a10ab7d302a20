// A release archive that a command is given with its project's repository: everything is started while that is allowed,
// and read behind the wall.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/release/check.h"
#include "analysis/survey/crew.h"
#include "app/command_line.h"
#include "app/index_source.h"
#include "facts/release.h"
#include "inputs/root.h"
#include "sandbox/plugin.h"
#include "sandbox/workshop.h"

namespace halfsecond::app {

class GivenRelease {
 public:
  struct Names {
    std::string archive;  // or a .dsc, in the place of the upstream archive that it names
    std::string repository;
    std::vector<std::string> submodules;  // repositories of these
  };

  // Starts git on the repositories, the plug-ins and, for --regenerate, a workshop. On failure says why on stderr.
  // Like Check, it heeds the options of release-check. REQUIRES: not confined yet, one thread.
  bool Open(const Names& names, const Arguments& arguments);

  // Compares the archive with its tag and asks the rules. Nothing, with the reason on stderr and in failure(), when
  // that cannot be done. REQUIRES: Open was true; confined, unless --no-sandbox; once.
  std::optional<ReleaseFacts> Check(const Arguments& arguments, survey::Crew& crew);

  // How the command must end at best: kUsage when something is not there, kCannotAnswer when it cannot be read.
  ExitCode code() const { return code_; }
  const std::string& failure() const { return failure_; }

 private:
  bool Refuse(const Error& error, std::string_view hint);
  bool StartPlugins(const std::string& folder);
  bool FindFiles(const Arguments& arguments);

  std::optional<Root> host_;
  release::ReleaseInput input_;
  std::optional<release::Repository> repository_;
  std::vector<release::Repository> submodules_;
  std::optional<sandbox::Plugin> codec_;         // its own: what an archive does to it touches nothing else
  std::optional<sandbox::Plugin> second_codec_;  // where there are processors and bytes for two at a time
  std::optional<sandbox::Plugin> archive_;       // where a name does not say tar
  std::optional<sandbox::Workshop> workshop_;
  IndexSource index_;
  ExitCode code_ = ExitCode::kAnswered;
  std::string failure_;
};

}  // namespace halfsecond::app
