// What to do after release-check, by hand.

#pragma once

#include <string>

#include "facts/release.h"

namespace halfsecond::render {

// The command that shows the worst file's difference; or the one that would tell more; "" when there is neither.
std::string NextOfRelease(const ReleaseFacts& facts);

}  // namespace halfsecond::render
