// AboutFacts as JSON: docs/schema/about.json.

#pragma once

#include <string>

#include "facts/about.h"

namespace halfsecond::render {

std::string AboutJson(const AboutFacts& facts);

}  // namespace halfsecond::render
