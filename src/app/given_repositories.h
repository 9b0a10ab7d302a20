// Repositories that a command is given beside its main question: opened while that is allowed, read behind the wall.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/custody/repository.h"
#include "app/command_line.h"
#include "facts/custody.h"
#include "sandbox/reader_child.h"

namespace halfsecond::app {

class GivenRepositories {
 public:
  // Looks at each and starts git for those that are repositories; says on stderr which are not.
  // REQUIRES: not confined yet, one thread.
  void Open(const std::vector<std::string>& paths, sandbox::Walls walls);

  // How the command must end at best: kUsage when one is not there, kCannotAnswer when one cannot be read.
  ExitCode code() const { return code_; }

  std::size_t size() const { return opened_ ? opened_->size() : 0; }

  // The facts of all of them together, contents included. `project`: of OSS-Fuzz, whose clone is then the last one.
  // REQUIRES: confined, unless --no-sandbox; once, and not together with ReadState.
  CustodyFacts ReadAll(std::int64_t as_of, const std::string& project);

  // The log and the tags of one. REQUIRES: as ReadAll, once each.
  custody::Repository ReadLog(std::size_t i);

  // Objects of one, once its log was read.
  shadow::ObjectPipe& objects(std::size_t i) { return opened_->objects(i); }

 private:
  std::optional<custody::Opened> opened_;
  ExitCode code_ = ExitCode::kAnswered;
};

// The instant that an option names, `otherwise` when it was not given; nothing, with the reason on stderr, for no date.
std::optional<std::int64_t> Instant(const Arguments& arguments, std::string_view option, std::int64_t otherwise);

// Says on stderr why a repository was not opened. Returns how the run ends.
ExitCode ExplainRefusal(const custody::Opened::Refusal& refusal);

}  // namespace halfsecond::app
