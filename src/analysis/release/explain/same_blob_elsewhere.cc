// same-blob-elsewhere: the tag has the very file in another place; the archive has it moved or copied. Not where the
// tag has a file of that name itself: then it was replaced; but a link of the tag may be the file that it leads to.

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

constexpr int kMostLinks = 8;

// The file of the tag that a link of it leads to, which the archive has in the link's place (tar --dereference).
const TagFile* FollowedFrom(const TagFile& link, Comparison& comparison) {
  const TagFile* at = &link;
  for (int links = 0; at != nullptr && at->kind == git::TreeEntry::Kind::kSymlink; ++links) {
    if (links == kMostLinks) return nullptr;
    const auto target = comparison.repository().Blob(at->id);
    if (!target.ok() || !*target) return nullptr;
    const auto path = (**target).starts_with('/') ? std::nullopt : PathOfTarget(at->path, **target);
    at = path ? comparison.TagFileAt(*path) : nullptr;
  }
  return at;
}

std::optional<Explained> ExplainSameBlobElsewhere(const Difference& difference, Comparison& comparison) {
  if (difference.state != FileState::kOnlyInArchive) {
    if (difference.in_tag->kind != git::TreeEntry::Kind::kSymlink) return std::nullopt;
    const TagFile* file = FollowedFrom(*difference.in_tag, comparison);
    if (file == nullptr || file->id != difference.in_archive->id) return std::nullopt;
    return ExplainedBy(Strength::kProved, "the file that the tag's link leads to", file->path);
  }
  const TagFile* other = comparison.TagFileOf(difference.in_archive->id);
  if (other == nullptr) return std::nullopt;
  return ExplainedBy(Strength::kProved, "the same contents stand elsewhere in the tag", other->path);
}

}  // namespace

extern const Explanation kSameBlobElsewhere;
constinit const Explanation kSameBlobElsewhere{"same-blob-elsewhere", &ExplainSameBlobElsewhere};

}  // namespace halfsecond::release
