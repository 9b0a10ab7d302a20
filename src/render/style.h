// Colours, only where they are wanted: on a terminal and without NO_COLOR (no-color.org).

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "facts/finding.h"

namespace halfsecond::render {

enum class Colours : std::uint8_t { kOff, kOn };

// `text` in bold, or as it is.
std::string Strong(std::string_view text, Colours colours);

// `text` in the colour of the severity.
std::string InSeverity(std::string_view text, Severity severity, Colours colours);

}  // namespace halfsecond::render
