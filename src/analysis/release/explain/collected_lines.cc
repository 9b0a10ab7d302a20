// collected-lines: a list that a build makes of the files beside it: every line of it stands, word for word, in one of
// the tag's files in the same folder, and more than one of them gave lines. libarchive's list.h of its tests is one.
//
// Blind spot: the order of the lines, and how often each comes.

#include <unordered_set>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostFiles = 2000;                   // beside it; met: 780
constexpr std::size_t kMostBytes = std::size_t{32} << 20;  // of them; met: 6 MB
constexpr std::size_t kMostLines = 10'000;
constexpr std::size_t kLeastGivers = 2;

bool IsIn(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.find('/', folder.size()) == std::string_view::npos;
}

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content || content->empty() || !IsText(*content))
    return std::nullopt;
  std::unordered_set<std::string_view> wanted;
  for (const std::string_view line : LinesOf(*content)) {
    if (!line.empty()) wanted.insert(line);
  }
  if (wanted.size() < kLeastGivers || wanted.size() > kMostLines) return std::nullopt;
  const std::string path = comparison.prefix() + std::string(difference.path);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::size_t givers = 0;
  for (const TagFile& file : comparison.tag_files()) {
    if (!IsIn(file.path, folder)) continue;
    const auto blob = comparison.repository().Blob(file.id);
    if (!blob.ok() || !*blob) continue;
    bytes += (*blob)->size();
    if (++files > kMostFiles || bytes > kMostBytes) return std::nullopt;
    const std::size_t before = wanted.size();
    for (const std::string_view line : LinesOf(**blob)) wanted.erase(line);
    if (wanted.size() < before) ++givers;
    if (wanted.empty()) break;
  }
  if (!wanted.empty() || givers < kLeastGivers) return std::nullopt;
  return Explained{Strength::kAttributed, "a list of lines of the tag's files beside it", {}};
}

}  // namespace

extern const Explanation kCollectedLines;
constinit const Explanation kCollectedLines{"collected-lines", &Explain};

}  // namespace halfsecond::release
