// Texts as lines: cutting them up, and what differs between two that are nearly the same.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace halfsecond::release {

// The lines of `text` without their ends.
std::vector<std::string_view> LinesOf(std::string_view text);

// Does it hold what no text has, or lines that no person wrote?
bool IsText(std::string_view content);

// Lines that take the place of others; either may be empty.
struct ChangedLines {
  std::size_t old_line = 0;  // of the first, from 1
  std::size_t new_line = 0;
  std::vector<std::string_view> old_lines;
  std::vector<std::string_view> new_lines;
};

// What makes `after` out of `before`, when at most `most` lines are removed and at most `most` added; else nothing.
// The views are into the texts.
std::optional<std::vector<ChangedLines>> FewChanges(std::string_view before, std::string_view after, std::size_t most);

}  // namespace halfsecond::release
