#include <string>
#include <utility>
#include <vector>

#include "analysis/bind/price.h"
#include "app/commands.h"
#include "app/load_session.h"
#include "app/output.h"
#include "app/session.h"
#include "inputs/tree_walk.h"
#include "render/replaceable.h"
#include "rules/bind/all.h"

namespace halfsecond::app {
namespace {

// Every dynamic program of the system, for --system.
std::vector<std::string> ProgramsOfSystem(Session& session) {
  std::vector<std::string> programs;
  WalkFiles(session.root(),
            {"/usr/bin", "/usr/sbin", "/usr/libexec", "/usr/lib", "/usr/local", "/bin", "/sbin", "/opt"},
            [&](const std::string& path) {
              const load::StoredFile& file = session.store().Get(path);
              if (file.state == load::StoredFile::State::kObject && !file.object->interpreter.empty()) {
                programs.push_back(path);
              }
            });
  return programs;
}

// Programs, or the whole system: one of them. Else says so on stderr.
bool SaysWhat(const Arguments& arguments) {
  const bool whole_system = arguments.Has("system");
  if (arguments.operands().empty() == whole_system) return true;
  PrintError(whole_system ? "replaceable takes a program, or --system, and not both"
                          : "replaceable needs a program, or --system",
             "halfsecond replaceable /usr/sbin/sshd");
  return false;
}

}  // namespace

ExitCode RunReplaceable(const Arguments& arguments) {
  const bool whole_system = arguments.Has("system");
  bool ok = SaysWhat(arguments);
  static_cast<void>(FailLevel(arguments, ok));
  if (!ok) return ExitCode::kUsage;
  ExitCode code = ExitCode::kAnswered;
  const auto session = Session::Start(arguments, elf::Depth::kNamed, code);
  if (session == nullptr) return code;
  std::vector<std::string> paths;
  if (whole_system) paths = ProgramsOfSystem(*session);
  for (const std::string& name : arguments.operands()) {
    if (auto path = session->FindProgram(name, code)) paths.push_back(std::move(*path));
  }
  if (paths.empty()) return code;

  std::vector<LoadFacts> loads = JoinedFacts(*session, paths);
  bind::SymbolIndex index(session->store());
  for (const LoadFacts& load : loads) bind::AddObjects(load, index);
  index.Build();
  std::vector<ReplaceableFacts> programs;
  std::vector<std::vector<Finding>> findings;
  std::vector<Finding> all;
  for (LoadFacts& load : loads) {
    programs.push_back(bind::PriceEdges(session->world(), index, std::move(load), bind::EdgeScope::kAll));
    findings.push_back(rules::AskBindRules(programs.back()));
    all.insert(all.end(), findings.back().begin(), findings.back().end());
  }
  std::string answer;
  if (arguments.Has("json")) {
    answer = render::ReplaceableJson(programs, findings);
  } else if (arguments.Has("sarif")) {
    answer = SarifAnswer(all);
  } else if (whole_system) {
    answer = Continued(arguments, render::ReplaceableSystemText(programs));
  } else {
    for (std::size_t i = 0; i < programs.size(); ++i) {
      answer += (i > 0 ? "\n" : "") + Continued(arguments, render::ReplaceableText(programs[i], ColoursOfStdout()));
    }
  }
  if (!PrintAnswer(answer)) return ExitCode::kCannotAnswer;
  return Judged(arguments, {all, Holes::kNone}, code);
}

}  // namespace halfsecond::app
