// Custody as JSON: docs/schema/custody.json.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/custody.h"

namespace halfsecond::render {

enum class Addresses : std::uint8_t { kHidden, kShown };

std::string CustodyJson(const CustodyFacts& facts, const std::vector<Finding>& findings, Addresses addresses);

}  // namespace halfsecond::render
