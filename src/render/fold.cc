#include "render/fold.h"

#include <algorithm>

#include "base/text.h"

namespace halfsecond::render {
namespace {

constexpr std::string_view kMore = " ...";

std::string_view FirstWord(std::string_view text) {
  return text.substr(0, std::min(text.find(' '), text.size()));
}

}  // namespace

std::string Folded(std::string_view text, const Fold& fold) {
  std::string folded;
  std::size_t column = fold.from;
  std::size_t lines = 1;
  while (!text.empty()) {
    const std::string_view word = FirstWord(text);
    text.remove_prefix(word.size());
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    const bool is_first = folded.empty();
    const std::size_t room = lines < fold.most || text.substr(blanks).empty() ? 0 : kMore.size();
    const std::size_t end = column + (is_first ? 0 : 1) + Columns(word) + room;
    if (!is_first && end > kPageColumns) {
      if (lines >= fold.most) return folded + std::string(kMore);
      folded += "\n" + std::string(fold.indent, ' ');
      folded += word;
      column = fold.indent + Columns(word);
      ++lines;
    } else {
      if (!is_first) folded += ' ';
      folded += word;
      column = end - room;
    }
    text.remove_prefix(blanks);
  }
  return folded;
}

}  // namespace halfsecond::render
