// collected-lines: a list that a build makes of the files beside it: every line of it stands, word for word, in one of
// the tag's files in the same folder, and more than one of them gave lines. libarchive's list.h of its tests is one.
//
// Blind spot: the order of the lines, and how often each comes.

#include <unordered_set>
#include <utility>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostWanted = 10'000;
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

std::optional<Explained> ExplainCollectedLines(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content || content->empty() || !IsText(*content))
    return std::nullopt;
  Lines wanted;
  for (const std::string_view line : LinesOf(*content)) {
    if (!line.empty()) wanted.insert(line);
    if (wanted.size() > kMostWanted) return std::nullopt;
  }
  if (wanted.size() < kLeastGivers) return std::nullopt;
  const std::string path = comparison.prefix() + std::string(difference.path);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  if (!comparison.lines_beside().MayHave(folder, wanted) || !AreCollected(std::move(wanted), folder, comparison))
    return std::nullopt;
  return ExplainedBy(Strength::kAttributed, "a list of lines of the tag's files beside it");
}

}  // namespace

extern const Explanation kCollectedLines;
constinit const Explanation kCollectedLines{"collected-lines", &ExplainCollectedLines};

}  // namespace halfsecond::release
