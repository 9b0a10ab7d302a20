// collected-lines: a list that a build makes of the files beside it: every line of it stands, word for word, in one of
// the tag's files in the same folder, and more than one of them gave lines. libarchive's list.h of its tests is one. In
// a header the lines may be declarations, with a semicolon where the definition has its body, as in less's funcs.h.
//
// Blind spot: the order of the lines, and how often each comes.

#include <unordered_set>
#include <utility>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostLines = 20'000;
constexpr std::size_t kLeastGivers = 2;

using Lines = std::unordered_set<std::string_view>;

// Do several files of the tag right in `folder` give all of `wanted`?
bool AreCollected(Lines wanted, const std::string& folder, Comparison& comparison) {
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::size_t givers = 0;
  for (const TagFile* file : comparison.lines_beside().FilesIn(folder)) {
    const auto blob = comparison.repository().Blob(file->id);
    if (!blob.ok() || !*blob) continue;
    bytes += (*blob)->size();
    if (++files > kMostFilesBeside || bytes > kMostBytesBeside) return false;
    const std::size_t before = wanted.size();
    for (const std::string_view line : LinesOf(**blob)) wanted.erase(line);
    if (wanted.size() < before) ++givers;
    if (wanted.empty()) break;
  }
  return wanted.empty() && givers >= kLeastGivers;
}

// Are the lines, but for empty ones, collected from the files of the tag in `folder`?
bool IsCollection(const std::vector<std::string_view>& lines, const std::string& folder, Comparison& comparison) {
  if (!comparison.lines_beside().MayHave(folder, lines)) return false;
  Lines wanted(lines.begin(), lines.end());
  wanted.erase("");
  return wanted.size() >= kLeastGivers && AreCollected(std::move(wanted), folder, comparison);
}

std::optional<Explained> ExplainCollectedLines(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content || content->empty() || !IsText(*content))
    return std::nullopt;
  auto lines = LinesOf(*content);
  if (lines.size() > kMostLines) return std::nullopt;
  const std::string path = comparison.prefix() + std::string(difference.path);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  if (IsCollection(lines, folder, comparison))
    return ExplainedBy(Strength::kAttributed, "a list of lines of the tag's files beside it");
  if (!path.ends_with(".h")) return std::nullopt;
  for (std::string_view& line : lines) {
    if (line.ends_with(';')) line.remove_suffix(1);
  }
  if (!IsCollection(lines, folder, comparison)) return std::nullopt;
  return ExplainedBy(Strength::kAttributed, "declarations of what the tag's files beside it define");
}

}  // namespace

extern const Explanation kCollectedLines;
constinit const Explanation kCollectedLines{"collected-lines", &ExplainCollectedLines};

}  // namespace halfsecond::release
