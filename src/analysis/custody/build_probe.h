// The sources that a build would have compiled to learn what a system has: CMake's check_*_source_compiles, autoconf's
// AC_LANG_PROGRAM and AC_LANG_SOURCE, meson's compiles() and links().

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::custody {

struct BuildProbe {
  enum class Form : std::uint8_t { kQuoted, kLiteral, kProgram, kSource };  // the last two are m4
  std::string_view text;                                                    // a view into the build file
  Form form = Form::kLiteral;
  bool is_c = true;  // and not a C++, Fortran or Objective C probe

  bool operator==(const BuildProbe& other) const { return text == other.text; }
};

// In the order of the text. What is not closed is left out.
std::vector<BuildProbe> BuildProbesOf(std::string_view text);

// What the C compiler would be given. Nothing where only the build can tell: variables, macros, other languages.
std::optional<std::string> TranslationUnit(const BuildProbe& probe);

}  // namespace halfsecond::custody
