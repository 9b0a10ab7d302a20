// ReleaseFacts for people: at most 25 lines, worst first.

#pragma once

#include <string>

#include "facts/release.h"
#include "render/style.h"

namespace halfsecond::render {

std::string ReleaseText(const ReleaseFacts& facts, Colours colours);

}  // namespace halfsecond::render
