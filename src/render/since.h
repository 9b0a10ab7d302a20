// SinceFacts for people, at most 25 lines, and as JSON (docs/schema/survey-since.json).

#pragma once

#include <string>

#include "facts/since.h"
#include "render/style.h"

namespace halfsecond::render {

std::string SinceSummary(const SinceFacts& facts, Colours colours);
std::string SinceJson(const SinceFacts& facts);

}  // namespace halfsecond::render
