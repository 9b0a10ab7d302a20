// The facts of programs with everything joined to them: packages, privileges, who may write where.

#pragma once

#include <string>
#include <vector>

#include "analysis/load/owners.h"
#include "analysis/load/start_walk.h"
#include "analysis/system/unit_store.h"
#include "app/session.h"
#include "facts/load.h"

namespace halfsecond::app {

// Programs one at a time: of thousands nothing is kept but what they share.
class ProgramJoin {
 public:
  // Reads units, and packages once for all that `programs` map. A database that cannot be read leaves its answers
  // empty. `ask`: follows the code of what libraries run (start_walk.h); empty: nobody does. `session` outlives this.
  ProgramJoin(Session& session, const std::vector<std::string>& programs, load::AskDisassembler ask = {});

  // The facts of one of the programs, the same however often.
  LoadFacts FactsOf(const std::string& program);

  // Will the facts of all programs be complete?
  bool all_complete() const { return all_complete_; }

 private:
  load::Owners OwnersOf(const std::vector<std::string>& programs);

  Session& session_;
  load::AskDisassembler ask_;
  bool all_complete_ = true;
  const system::UnitStore units_;
  const load::Owners owners_;
  load::StartWalker walker_;
};

// Facts of every program, in order.
std::vector<LoadFacts> JoinedFacts(Session& session, const std::vector<std::string>& programs);

}  // namespace halfsecond::app
