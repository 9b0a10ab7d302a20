#include "render/table.h"

#include <algorithm>

#include "base/text.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kWidestColumn = 48;
constexpr std::size_t kGap = 2;

// `text`, which a terminal may see, in at most so many columns.
std::string Cut(std::string text, std::size_t columns) {
  constexpr std::string_view kSign = "...";
  if (Columns(text) <= columns) return text;
  std::size_t at = 0;
  for (std::size_t left = columns - kSign.size() + 1; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U;  // a code point
    if (begins && --left == 0) break;
  }
  return text.substr(0, at).append(kSign);
}

}  // namespace

std::string Shortened(std::string_view foreign, std::size_t columns) {
  return Cut(EscapedForTerminal(foreign), columns);
}

std::string Table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const std::size_t columns = Columns(row[i]);
      if (columns <= kWidestColumn) widths[i] = std::max(widths[i], columns + kGap);
    }
  }
  std::string text;
  for (const auto& row : rows) {
    text += "  ";
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const std::string cell = Cut(row[i], kNameColumns);
      text += Padded(cell, std::max(widths[i], Columns(cell) + kGap));
    }
    text += (row.empty() ? "" : row.back()) + "\n";
  }
  return text;
}

}  // namespace halfsecond::render
