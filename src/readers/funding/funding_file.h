// FUNDING.yml: where a project asks for money. A few keys of YAML, one a line, each a name, an address, or a list.
//
// Refuses what is no such file: nothing of it is guessed, and no other YAML is understood.

#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace halfsecond::funding {

// Views into the file's bytes.
struct FundingPlace {
  std::string_view platform;  // "github", "open_collective", "custom"
  std::string_view name;      // a login there, or an address
};

// The places in the order of the file, at most limits::kMaxFundingPlaces of them. Keys without a value have none.
std::vector<FundingPlace> ReadFunding(Bytes file);

}  // namespace halfsecond::funding
