#include "app/load_session.h"

#include <unordered_set>
#include <utility>

#include "analysis/load/load_facts.h"
#include "analysis/load/privilege.h"
#include "analysis/load/search_risk.h"
#include "analysis/system/package_store.h"

namespace halfsecond::app {

ProgramJoin::ProgramJoin(Session& session, const std::vector<std::string>& programs, load::AskDisassembler ask)
    : session_(session),
      ask_(std::move(ask)),
      units_(session.root()),
      owners_(OwnersOf(programs)),
      walker_(session.root(), ask_) {}

load::Owners ProgramJoin::OwnersOf(const std::vector<std::string>& programs) {
  std::vector<std::string> paths;
  std::unordered_set<std::string> known;
  for (const std::string& program : programs) {
    const load::Closure closure = session_.world().Resolve(program, {});
    const LoadFacts facts = load::FactsOf(closure, load::StartDetail::kThirdParty);
    all_complete_ &= facts.closure_complete;
    for (const LoadedObject& object : facts.objects) {
      if (known.insert(object.path).second) paths.push_back(object.path);
    }
  }
  system::PackageStore packages(session_.root());
  load::Owners owners(packages, paths);
  all_complete_ &= owners.damages().empty();
  return owners;
}

LoadFacts ProgramJoin::FactsOf(const std::string& program) {
  const load::Closure closure = session_.world().Resolve(program, {});
  LoadFacts facts = load::FactsOf(closure, load::StartDetail::kAll);
  load::AddSearchRisks(closure, session_.world().directories(), facts);
  if (const auto file = load::LookAt(session_.root(), program); file.ok()) {
    facts.privileges = load::PrivilegesOf(*file, units_);
  }
  owners_.AddTo(facts);
  if (ask_) walker_.AddTo(facts);
  return facts;
}

std::vector<LoadFacts> JoinedFacts(Session& session, const std::vector<std::string>& programs) {
  ProgramJoin join(session, programs);
  std::vector<LoadFacts> all;
  all.reserve(programs.size());
  for (const std::string& program : programs) all.push_back(join.FactsOf(program));
  return all;
}

}  // namespace halfsecond::app
