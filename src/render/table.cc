#include "render/table.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace halfsecond::render {

std::string Table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i + 1 < row.size(); ++i) widths[i] = std::max(widths[i], Columns(row[i]) + 2);
  }
  std::string text;
  for (const auto& row : rows) {
    text += "  ";
    for (std::size_t i = 0; i < row.size(); ++i) text += i + 1 < row.size() ? Padded(row[i], widths[i]) : row[i];
    text += "\n";
  }
  return text;
}

}  // namespace halfsecond::render
