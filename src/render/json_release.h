// ReleaseFacts as JSON: docs/schema/release-check.json.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "facts/release.h"

namespace halfsecond::render {

// What it was compared with, and the figures: without the files.
nlohmann::ordered_json ReleaseSummary(const ReleaseFacts& facts);

std::string ReleaseJson(const ReleaseFacts& facts);

}  // namespace halfsecond::render
