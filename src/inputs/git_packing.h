// What a confined child tells of a foreign repository, as fields that end in NUL, and what git would take for a ref.

#pragma once

#include <string_view>

namespace halfsecond {

// 40 or 64 lower-case hexadecimal digits.
bool IsObjectId(std::string_view text);

// A name that a line of packed-refs can hold and git-check-ref-format(1) permits.
bool IsRefName(std::string_view name);

}  // namespace halfsecond
