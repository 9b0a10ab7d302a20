// Lines that a release stamps: with its version, a date, or a keyword of a version control system.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace halfsecond::release {

// Do the lines differ in stamps only? `version` is the release's, as numbers.
//
// Blind spot: a number that stands in a line about versions may be any number.
bool OnlyStampsDiffer(std::string_view before, std::string_view after, const std::vector<std::uint64_t>& version);

}  // namespace halfsecond::release
