// substitution: the tag's file with at most six lines changed, in which nothing but versions, dates and keywords of a
// version control system differ, or such a thing stands for a mark, "@VERSION@".

#include "analysis/release/explain/explanation.h"
#include "analysis/release/stamped_lines.h"
#include "analysis/release/tag_search.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostChanges = 6;
std::optional<Explained> ExplainSubstitution(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const std::string* tag = comparison.TagContent(difference);
  if (tag == nullptr || !content || !IsText(*content)) return std::nullopt;
  const auto changes = FewChanges(*tag, *content, kMostChanges);
  if (!changes) return std::nullopt;
  const auto version = VersionOf(comparison.top()).numbers;
  Explained explained{Strength::kSubstitution, "a few lines, of versions, dates or keywords only", {}};
  for (ChangedLines change : *changes) {
    // An empty line says nothing; a stamp may have brought one.
    std::erase_if(change.old_lines, [](std::string_view line) { return line.empty(); });
    std::erase_if(change.new_lines, [](std::string_view line) { return line.empty(); });
    if (change.old_lines.size() != change.new_lines.size()) return std::nullopt;
    for (std::size_t i = 0; i < change.new_lines.size(); ++i) {
      if (!OnlyStampsDiffer(change.old_lines[i], change.new_lines[i], version)) return std::nullopt;
      explained.evidence.push_back(
          {std::string(difference.path), change.new_line + i, "line", std::string(change.new_lines[i].substr(0, 160))});
    }
  }
  return explained;
}

}  // namespace

extern const Explanation kSubstitution;
constinit const Explanation kSubstitution{"substitution", &ExplainSubstitution};

}  // namespace halfsecond::release
