// submodule: the tag has another repository's commit in this place, and the archive that repository's files. Proved
// where that repository is at hand and has the file in that commit; else it is only known where to look.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> Explain(const Difference& difference, Comparison& comparison) {
  const std::string path = comparison.prefix() + std::string(difference.path);
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const TagFile* file = comparison.TagFileAt(path.substr(0, slash));
    if (file == nullptr || file->kind != git::TreeEntry::Kind::kSubmodule) continue;
    const std::string commit = file->id.Hex();
    if (const auto* files = comparison.FilesOfSubmodule(file->id)) {
      const auto found = files->find(path.substr(slash + 1));
      if (found == files->end() || found->second != difference.in_archive->id) return std::nullopt;
      return Explained{Strength::kProved, "the file of the submodule " + file->path, {{file->path, 0, "", commit}}};
    }
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
