#include "app/load_session.h"

#include <utility>

#include "analysis/load/load_facts.h"
#include "analysis/load/owners.h"
#include "analysis/load/privilege.h"
#include "analysis/load/search_risk.h"
#include "analysis/system/package_store.h"
#include "analysis/system/unit_store.h"

namespace halfsecond::app {

std::vector<LoadFacts> JoinedFacts(Session& session, const std::vector<std::string>& programs,
                                   const load::Alteration& alteration, const load::AskDisassembler& ask) {
  const system::UnitStore units(session.root());
  std::vector<LoadFacts> all;
  for (const std::string& path : programs) {
    const load::Closure closure = session.world().Resolve(path, alteration);
    LoadFacts facts = load::FactsOf(closure);
    load::AddSearchRisks(closure, session.root(), facts);
    if (const auto file = load::LookAt(session.root(), path); file.ok()) {
      facts.privileges = load::PrivilegesOf(*file, units);
    }
    all.push_back(std::move(facts));
  }
  system::PackageStore packages(session.root());
  // Without a database the owners stay unknown, and null in the answer; what is damaged in one is in the facts.
  static_cast<void>(load::AddOwners(all, packages).ok());
  load::StartWalker walker(session.root(), ask);
  if (ask) {
    for (LoadFacts& facts : all) walker.AddTo(facts);
  }
  return all;
}

}  // namespace halfsecond::app
