#include "analysis/release/text_lines.h"

#include <algorithm>

namespace halfsecond::release {
namespace {

using Lines = std::vector<std::string_view>;

// How far one can get from (x, y) along equal lines.
std::size_t Snake(const Lines& a, const Lines& b, std::size_t x, std::size_t y) {
  while (x < a.size() && y < b.size() && a[x] == b[y]) ++x, ++y;
  return x;
}

// Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986) for small D: the furthest x on each diagonal for each
// number of edits, kept for the way back. Diagonal k = x - y stands at index k + kept.
struct Search {
  std::vector<std::vector<std::size_t>> rounds;
  std::size_t offset = 0;
};

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// The step that leads furthest onto diagonal `at` in the next round: down (a line added) or right (one removed).
std::size_t Furthest(const std::vector<std::size_t>& before, std::size_t at) {
  const std::size_t down = at + 1 < before.size() ? before[at + 1] : kNowhere;
  const std::size_t right = at > 0 && before[at - 1] != kNowhere ? before[at - 1] + 1 : kNowhere;
  if (down == kNowhere) return right;
  return right == kNowhere ? down : std::max(down, right);
}

bool Reach(const Lines& a, const Lines& b, std::size_t most, Search& search) {
  search.offset = most + 1;
  std::vector<std::size_t> reach(2 * most + 3, kNowhere);
  reach[search.offset] = Snake(a, b, 0, 0);
  search.rounds.push_back(reach);
  const auto done = [&](const std::vector<std::size_t>& at) {
    const std::size_t end = a.size() + search.offset - b.size();  // the diagonal of both ends
    return end < at.size() && at[end] == a.size();
  };
  if (a.size() + search.offset < b.size()) return false;
  while (!done(reach)) {
    if (search.rounds.size() > most) return false;
    std::vector<std::size_t> next(reach.size(), kNowhere);
    for (std::size_t at = 1; at + 1 < reach.size(); ++at) {
      const std::size_t x = Furthest(reach, at);
      if (x == kNowhere || x > a.size() || x + search.offset < at) continue;
      const std::size_t y = x + search.offset - at;
      if (y > b.size()) continue;
      next[at] = Snake(a, b, x, y);
    }
    reach = std::move(next);
    search.rounds.push_back(reach);
  }
  return true;
}

// The edits on the way, last first: removed lines of `a` and added lines of `b`.
struct Edit {
  std::size_t x = 0;  // lines of `a` before it
  std::size_t y = 0;
  bool adds = false;
};

std::vector<Edit> WayBack(const Lines& a, const Lines& b, const Search& search) {
  std::vector<Edit> edits;
  std::size_t at = a.size() + search.offset - b.size();
  for (std::size_t round = search.rounds.size() - 1; round > 0; --round) {
    const auto& before = search.rounds[round - 1];
    const std::size_t from = Furthest(before, at);
    const bool adds = at + 1 < before.size() && before[at + 1] != kNowhere && before[at + 1] == from;
    const std::size_t y = from + search.offset - at;
    edits.push_back(adds ? Edit{from, y - 1, true} : Edit{from - 1, y, false});
    at = adds ? at + 1 : at - 1;
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

}  // namespace

std::vector<std::string_view> LinesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool IsText(std::string_view content) {
  constexpr std::size_t kLooked = 8000;  // as git and diff look
  return content.substr(0, kLooked).find('\0') == std::string_view::npos;
}

std::optional<std::vector<ChangedLines>> FewChanges(std::string_view before, std::string_view after, std::size_t most) {
  const Lines a = LinesOf(before);
  const Lines b = LinesOf(after);
  Search search;
  if (!Reach(a, b, 2 * most, search)) return std::nullopt;
  std::vector<ChangedLines> changes;
  std::size_t removed = 0;
  std::size_t added = 0;
  std::size_t x = 0;
  std::size_t y = 0;  // where the last edit ended
  for (const Edit& edit : WayBack(a, b, search)) {
    if (changes.empty() || edit.x != x || edit.y != y) changes.push_back({edit.x + 1, edit.y + 1, {}, {}});
    ChangedLines& change = changes.back();
    edit.adds ? change.new_lines.push_back(b[edit.y]) : change.old_lines.push_back(a[edit.x]);
    x = edit.x + (edit.adds ? 0 : 1);
    y = edit.y + (edit.adds ? 1 : 0);
    ++(edit.adds ? added : removed);
  }
  if (removed > most || added > most) return std::nullopt;
  return changes;
}

}  // namespace halfsecond::release
