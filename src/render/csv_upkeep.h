// UpkeepFacts for a spreadsheet (RFC 4180): one project a line, for those who fund. Foreign text cannot become a
// formula, and stays on its line.

#pragma once

#include <string>

#include "facts/upkeep.h"

namespace halfsecond::render {

std::string UpkeepCsv(const UpkeepFacts& facts);

// One cell: quoted where it must be; an apostrophe before what a spreadsheet would calculate.
std::string CsvCell(std::string_view foreign);

}  // namespace halfsecond::render
