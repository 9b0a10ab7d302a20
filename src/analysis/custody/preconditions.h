// The state of a project on the day looked at, and what its history cannot tell.

#pragma once

#include <vector>

#include "analysis/custody/scene.h"

namespace halfsecond::custody {

// Who pushed in the last two years, and how often: one pusher alone is who needs help first. Unknown where history is
// cut.
CustodyPreconditions PreconditionsOf(const Scene& scene);

// History that is not here, web merges that hide who pushed, imports, partial clones, youth.
std::vector<CustodyGap> GapsOf(const Scene& scene);

}  // namespace halfsecond::custody
