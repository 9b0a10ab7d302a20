// The facts of one program with everything joined to them: packages, privileges, who may write where.

#pragma once

#include <string>
#include <vector>

#include "app/session.h"
#include "facts/load.h"

namespace halfsecond::app {

// Facts of every program, in order. One pass over packages and units however many there are. A database that cannot be
// read leaves its answers empty.
std::vector<LoadFacts> JoinedFacts(Session& session, const std::vector<std::string>& programs,
                                   const load::Alteration& alteration);

}  // namespace halfsecond::app
