// submodule: the tag has another repository's commit in this place, and the archive that repository's files. Proved
// only by looking there.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  const std::string path = comparison.prefix() + std::string(difference.path);
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const TagFile* file = comparison.TagFileAt(path.substr(0, slash));
    if (file == nullptr || file->kind != git::TreeEntry::Kind::kSubmodule) continue;
    const std::string commit = file->id.Hex();
    return Explained{Strength::kAttributed,
                     "of the submodule " + file->path + " at " + commit.substr(0, 12),
                     {{file->path, 0, "", commit}}};
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kSubmodule;
constinit const Explanation kSubmodule{"submodule", &Explain};

}  // namespace halfsecond::release
