// UpkeepFacts as JSON: docs/schema/upkeep.json.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "facts/upkeep.h"

namespace halfsecond::render {

// One project, as it stands in the answers of `upkeep` and `about`.
nlohmann::ordered_json ProjectJson(const UpkeepProject& project);

std::string UpkeepJson(const UpkeepFacts& facts);

}  // namespace halfsecond::render
