// Golden files: the exact text of an answer, as it was when somebody last looked at it.

#pragma once

#include <string>
#include <string_view>

namespace halfsecond::tests {

// The text of tests/golden/`name`; "" when there is none.
std::string Golden(std::string_view name);

// Fails the test unless `text` is tests/golden/`name` byte for byte. With HS_WRITE_GOLDEN set in the environment it
// writes the file instead; the difference is then for `git diff` and a person.
void CheckGolden(std::string_view name, const std::string& text);

}  // namespace halfsecond::tests
