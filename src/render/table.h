// Lines whose columns stand one below the other, and long names that must not spoil them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::render {

// One line each, two spaces in; every column but the last as wide as its widest cell and two spaces more. Rows may have
// different numbers of cells. Cells are as they shall appear on the terminal, without line ends. A cell wider than most
// names are widens no column, so that one row sticks out and not all; one that fills a line ends in "...".
std::string Table(const std::vector<std::vector<std::string>>& rows);

// Foreign text as it may appear on a terminal, in at most so many columns: where it is longer it ends in "...".
std::string Shortened(std::string_view foreign, std::size_t columns);

// In lines about libraries, the columns for the name.
inline constexpr std::size_t kSonameColumns = 22;

// How many columns of a name or a path are shown where a line has more to say; --json has all of it.
inline constexpr std::size_t kNameColumns = 100;

}  // namespace halfsecond::render
