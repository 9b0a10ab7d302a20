// Known ways to need a library less, by what a program really uses of it.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::bind {

// The remedy for a program that binds exactly these symbols (names without versions) from `soname`; "" when none is
// known. Nothing bound has a remedy for every library.
std::string RemedyFor(std::string_view soname, const std::vector<std::string_view>& symbols);

}  // namespace halfsecond::bind
