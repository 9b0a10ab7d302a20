// Marks of a template, "@NAME@", which a build or a release fills in (autoconf, config.status).

#pragma once

#include <string>
#include <string_view>

namespace halfsecond::release {

// Is `line` the line `form` with something, or nothing, for each mark?
bool IsLineFilled(std::string_view form, std::string_view line);

// The line without its marks.
std::string WithoutMarks(std::string_view line);

}  // namespace halfsecond::release
