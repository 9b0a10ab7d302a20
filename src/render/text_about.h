// AboutFacts for people: one screen, at most 25 lines, and what to do next.

#pragma once

#include <string>

#include "facts/about.h"
#include "render/style.h"

namespace halfsecond::render {

std::string AboutText(const AboutFacts& facts, Colours colours);

}  // namespace halfsecond::render
