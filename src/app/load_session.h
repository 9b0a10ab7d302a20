// The facts of one program with everything joined to them: packages, privileges, who may write where.

#pragma once

#include <string>
#include <vector>

#include "analysis/load/start_walk.h"
#include "app/session.h"
#include "facts/load.h"

namespace halfsecond::app {

// Facts of every program, in order. One pass over packages and units however many there are. A database that cannot be
// read leaves its answers empty. `ask`: follows the code of what libraries run (start_walk.h); empty: nobody does.
std::vector<LoadFacts> JoinedFacts(Session& session, const std::vector<std::string>& programs,
                                   const load::Alteration& alteration, const load::AskDisassembler& ask = {});

}  // namespace halfsecond::app
