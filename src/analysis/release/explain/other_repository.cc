// other-repository: one of the other repositories that the user named holds the very contents, in whatever commit:
// copied from there, as gnulib's files are, without a submodule that says so.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainOtherRepository(const Difference& difference, Comparison& comparison) {
  // A file of a few bytes stands everywhere.
  constexpr std::uint64_t kLeastBytes = 16;
  if (difference.in_archive->size < kLeastBytes) return std::nullopt;
  for (Repository& other : comparison.others()) {
    const git::ObjectId id = difference.in_archive->IdBy(other.algorithm());
    if (id.length == 0) continue;
    const auto blob = other.Blob(id);
    if (!blob.ok() || !*blob) continue;
    const auto& content = difference.in_archive->content;
    if (content && *content != **blob) continue;
    return Explained{Strength::kProved, "another repository has these contents: " + other.path(), {}};
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kOtherRepository;
constinit const Explanation kOtherRepository{"other-repository", &ExplainOtherRepository};

}  // namespace halfsecond::release
