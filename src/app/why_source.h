// `why --source`: what in a source package brought a program's request for a library.

#pragma once

#include <optional>
#include <string>

#include "app/command_line.h"
#include "app/session.h"
#include "facts/load.h"
#include "sandbox/plugin.h"

namespace halfsecond::app {

class WhySource {
 public:
  explicit WhySource(const Arguments& arguments) : arguments_(arguments), source_(arguments.Value("source")) {}

  // Was it asked for?
  bool wanted() const { return source_.has_value(); }

  // What has to be done before the process is confined: the plug-in that reads a .dsc's archives is started.
  void Prepare();
  sandbox::Duty duty() const;

  // Answers for objects[library] of the program of `facts`: the request on the first shortest chain that the program
  // makes itself. Returns how the run ends.
  ExitCode Answer(Session& session, const LoadFacts& facts, std::size_t library);

 private:
  bool IsControl() const { return source_ && source_->ends_with(".dsc"); }

  const Arguments& arguments_;
  std::optional<std::string> source_;
  std::optional<sandbox::Plugin> archive_;
  std::string no_archive_;  // why there is no plug-in
};

}  // namespace halfsecond::app
