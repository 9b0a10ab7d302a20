// The answer of `halfsecond why`, for people and as JSON.

#pragma once

#include <string>

#include "facts/load.h"
#include "facts/why.h"

namespace halfsecond::render {

std::string WhyText(const LoadFacts& facts, const WhyFacts& why);
std::string WhyJson(const LoadFacts& facts, const WhyFacts& why);

}  // namespace halfsecond::render
