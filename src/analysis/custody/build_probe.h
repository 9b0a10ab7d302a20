// The sources that a build would have compiled to learn what a system has: CMake's check_*_source_compiles, autoconf's
// AC_LANG_PROGRAM and AC_LANG_SOURCE, meson's compiles() and links().

#pragma once

#include <string_view>
#include <vector>

namespace halfsecond::custody {

// Views into `text`, in its order. What is not closed is left out.
std::vector<std::string_view> ProbeSources(std::string_view text);

}  // namespace halfsecond::custody
