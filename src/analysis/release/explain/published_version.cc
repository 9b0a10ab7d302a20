// published-version: the very contents were published before, by the project that the file comes from.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  const content_index::ContentIndex& index = comparison.index();
  const content_index::KnownName* known = index.Find(difference.in_archive->IdBy(git::Algorithm::kSha1));
  if (known == nullptr) return std::nullopt;
  const std::string& source = index.sources()[known->source].name;
  return Explained{Strength::kProved, "a published version of " + source + "'s", {{source, 0, "", known->name}}};
}

}  // namespace

extern const Explanation kPublishedVersion;
constinit const Explanation kPublishedVersion{"published-version", &Explain};

}  // namespace halfsecond::release
