// Custody as text: what stands out first, then the time line, each line with its commit.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/custody.h"
#include "render/json_custody.h"
#include "render/style.h"

namespace halfsecond::render {

struct CustodyStyle {
  Colours colours = Colours::kOff;
  Addresses addresses = Addresses::kHidden;
};

// At most 25 lines.
std::string CustodyText(const CustodyFacts& facts, const std::vector<Finding>& findings, const CustodyStyle& style);

// The day on which each finding could first have been made, one a line.
struct DatedFinding {
  std::int64_t seconds;
  const Finding* finding;
};
std::string ReplayText(const CustodyFacts& facts, const std::vector<DatedFinding>& findings, Colours colours);

// Every event of whoever is called `name`, by repository; "" when nobody is.
std::string ElsewhereText(const CustodyFacts& facts, const std::string& name);

}  // namespace halfsecond::render
