// Which lines one version of a text has and the other has not. Not a diff in the order of lines: what was moved counts
// as unchanged, which is what custody asks for.

#pragma once

#include <string_view>
#include <vector>

namespace halfsecond::custody {

struct LineChange {
  std::vector<std::string_view> removed;  // in their order; views into the texts
  std::vector<std::string_view> added;
};

LineChange ChangeOf(std::string_view before, std::string_view after);

// How often `word` stands in the lines, not as a part of a longer name.
std::size_t CountWord(const std::vector<std::string_view>& lines, std::string_view word);

// Does `text` hold `word`, not as a part of a longer name?
bool HasWord(std::string_view text, std::string_view word);

}  // namespace halfsecond::custody
