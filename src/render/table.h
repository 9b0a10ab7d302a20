// Lines whose columns stand one below the other.
#pragma once

#include <string>
#include <vector>

namespace halfsecond::render {

// One line each, two spaces in; every column but the last as wide as its widest cell and two spaces more. Rows may have
// different numbers of cells. Cells are as they shall appear on the terminal, without line ends.
std::string Table(const std::vector<std::vector<std::string>>& rows);

}  // namespace halfsecond::render
