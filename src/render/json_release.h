// ReleaseFacts as JSON: docs/schema/release-check.json.

#pragma once

#include <string>

#include "facts/release.h"

namespace halfsecond::render {

std::string ReleaseJson(const ReleaseFacts& facts);

}  // namespace halfsecond::render
