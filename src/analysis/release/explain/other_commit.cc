// other-commit: the repository holds the very contents, though not in this tag: an older or newer state of the file. In
// the place of what the tag has that is no proof: an older state may be the one with the hole. And what the tag itself
// has under another name was swapped, and is not explained.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainOtherCommit(const Difference& difference, Comparison& comparison) {
  const bool is_in_place = difference.state != FileState::kOnlyInArchive;
  if (is_in_place && comparison.TagFileOf(difference.in_archive->id) != nullptr) return std::nullopt;
  const auto blob = comparison.repository().Blob(difference.in_archive->id);
  if (!blob.ok() || !*blob) return std::nullopt;
  // SHA-1 alone names it: where the contents are at hand, they are compared.
  const auto& content = difference.in_archive->content;
  if (content && *content != **blob) return std::nullopt;
  if (is_in_place)
    return ExplainedBy(Strength::kAttributed, "an older or newer state than the tag's, of the repository");
  return ExplainedBy(Strength::kProved, "the repository has these contents, not in this tag");
}

}  // namespace

extern const Explanation kOtherCommit;
constinit const Explanation kOtherCommit{"other-commit", &ExplainOtherCommit};

}  // namespace halfsecond::release
