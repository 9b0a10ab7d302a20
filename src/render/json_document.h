// What every JSON answer shares.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "facts/damage.h"
#include "facts/finding.h"

namespace halfsecond::render {

// Findings with their fingerprints.
nlohmann::ordered_json FindingsArray(const std::vector<Finding>& findings);

// What could not be read: source, what, at_byte of each.
nlohmann::ordered_json DamagesArray(const std::vector<Damage>& damages);

// `document` as text, two blanks a level, ending in a line end.
std::string Text(const nlohmann::ordered_json& document);

}  // namespace halfsecond::render
