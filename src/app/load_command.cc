#include <string>
#include <vector>

#include "analysis/load/load_facts.h"
#include "app/commands.h"
#include "app/session.h"
#include "render/json_load.h"

namespace halfsecond::app {

ExitCode RunLoad(const Arguments& arguments) {
  if (arguments.operands().empty()) {
    PrintError("load needs a program", "halfsecond load /usr/sbin/sshd");
    return ExitCode::kUsage;
  }
  ExitCode code = ExitCode::kAnswered;
  const auto session = Session::Start(arguments, elf::Depth::kFacts, code);
  if (session == nullptr) return code;
  std::vector<LoadFacts> programs;
  for (const std::string& name : arguments.operands()) {
    const auto path = session->FindProgram(name, code);
    if (!path) continue;
    programs.push_back(load::FactsOf(session->world().Resolve(*path, {})));
  }
  if (programs.empty()) return code;
  std::vector<std::vector<Finding>> findings(programs.size());
  if (!PrintAnswer(render::LoadJson(programs, findings))) return ExitCode::kCannotAnswer;
  return code;
}

}  // namespace halfsecond::app
