// Custody as text: what stands out first, then the time line, each line with its commit.

#pragma once

#include <cstdint>
#include <string>

#include "facts/custody.h"
#include "render/style.h"

namespace halfsecond::render {

struct CustodyStyle {
  Colours colours = Colours::kOff;
  enum class Addresses : std::uint8_t { kHidden, kShown } addresses = Addresses::kHidden;
};

// At most 25 lines for one repository.
std::string CustodyText(const CustodyFacts& facts, const std::vector<Finding>& findings, const CustodyStyle& style);

}  // namespace halfsecond::render
