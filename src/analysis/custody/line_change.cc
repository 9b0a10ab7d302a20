#include "analysis/custody/line_change.h"

#include <algorithm>
#include <unordered_map>

namespace halfsecond::custody {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// What both begin with and end with, in whole lines, is unchanged and need not be looked at.
void Trim(std::string_view& a, std::string_view& b) {
  const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  std::size_t same = static_cast<std::size_t>(differ - a.begin());
  while (same > 0 && a[same - 1] != '\n') --same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  const auto differ_at_end = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first;
  same = static_cast<std::size_t>(differ_at_end - a.rbegin());
  while (same > 0 && a[a.size() - same] != '\n') --same;
  if (same > 0) --same;  // that line end belongs to the line before
  a.remove_suffix(same);
  b.remove_suffix(same);
}

}  // namespace

LineChange ChangeOf(std::string_view before, std::string_view after) {
  Trim(before, after);
  const std::vector<std::string_view> old_lines = LinesOf(before);
  const std::vector<std::string_view> new_lines = LinesOf(after);
  std::unordered_map<std::string_view, int> balance;
  for (const std::string_view line : old_lines) ++balance[line];
  LineChange change;
  for (const std::string_view line : new_lines) {
    const auto found = balance.find(line);
    if (found != balance.end() && found->second > 0) {
      --found->second;
    } else {
      change.added.push_back(line);
    }
  }
  for (const std::string_view line : old_lines) {
    int& left = balance[line];
    if (left <= 0) continue;
    --left;
    change.removed.push_back(line);
  }
  return change;
}

bool HasWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !IsNameCharacter(text[at - 1]) || !IsNameCharacter(word.front());
    const bool ends = end == text.size() || !IsNameCharacter(text[end]) || !IsNameCharacter(word.back());
    if (starts && ends) return true;
  }
  return false;
}

std::size_t CountWord(const std::vector<std::string_view>& lines, std::string_view word) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](std::string_view line) { return HasWord(line, word); }));
}

}  // namespace halfsecond::custody
