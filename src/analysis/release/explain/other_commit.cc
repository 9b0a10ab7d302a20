// other-commit: the repository holds the very contents, though not in this tag: an older or newer state of the file.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  const auto blob = comparison.repository().Blob(difference.in_archive->id);
  if (!blob.ok() || !*blob) return std::nullopt;
  // SHA-1 alone names it: where the contents are at hand, they are compared.
  const auto& content = difference.in_archive->content;
  if (content && *content != **blob) return std::nullopt;
  return Explained{Strength::kProved, "the repository has these contents, not in this tag", {}};
}

}  // namespace

extern const Explanation kOtherCommit;
constinit const Explanation kOtherCommit{"other-commit", &Explain};

}  // namespace halfsecond::release
