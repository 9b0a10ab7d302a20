// same-blob-elsewhere: the tag has the very file in another place; the archive has it moved or copied. Not where the
// tag has a file of that name itself: then it was replaced.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  if (difference.state != FileState::kOnlyInArchive) return std::nullopt;
  const TagFile* other = comparison.TagFileOf(difference.in_archive->id);
  if (other == nullptr) return std::nullopt;
  return Explained{Strength::kProved, "the same contents stand elsewhere in the tag", {{other->path, 0, "", ""}}};
}

}  // namespace

extern const Explanation kSameBlobElsewhere;
constinit const Explanation kSameBlobElsewhere{"same-blob-elsewhere", &Explain};

}  // namespace halfsecond::release
