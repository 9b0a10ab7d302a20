// Text of several lines for a terminal: folded at blanks, so that it fits 80 columns.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halfsecond::render {

inline constexpr std::size_t kPageColumns = 80;

struct Fold {
  std::size_t from = 0;    // the column in which the first word stands
  std::size_t indent = 0;  // blanks before each further line
  std::size_t most = 3;    // lines; when there is no room for all of it, the last ends in "..."
};

// `text` without a line end behind it. A word that is wider than the page stays whole, on a line of its own. `text` is
// as it shall appear on the terminal, without colours.
std::string Folded(std::string_view text, const Fold& fold);

}  // namespace halfsecond::render
