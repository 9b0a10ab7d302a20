// submodule: the tag has another repository's commit in this place, and the archive that repository's files. Proved
// where that repository is at hand and has the file in that commit; else it is only known where to look.

#include <utility>

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

// The submodule that a path of the tag is below, and the path in it; nothing when it is below none.
std::optional<std::pair<const TagFile*, std::string>> SubmoduleOf(const std::string& path,
                                                                  const Comparison& comparison) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const TagFile* file = comparison.TagFileAt(path.substr(0, slash));
    if (file != nullptr && file->kind == git::TreeEntry::Kind::kSubmodule) return {{file, path.substr(slash + 1)}};
  }
  return std::nullopt;
}

std::optional<Explained> ExplainFile(const Difference& difference, Comparison& comparison) {
  const auto below = SubmoduleOf(comparison.prefix() + std::string(difference.path), comparison);
  const auto* files = below ? comparison.FilesOfSubmodule(below->first->id) : nullptr;
  if (files == nullptr) return std::nullopt;
  const auto found = files->find(below->second);
  if (found == files->end()) return std::nullopt;
  const ArchiveFile& archived = *difference.in_archive;
  if (found->second != archived.id && found->second != archived.lf_id) return std::nullopt;
  const std::string& path = below->first->path;
  return Explained{Strength::kProved, "the file of the submodule " + path, {{path, 0, "", below->first->id.Hex()}}};
}

std::optional<Explained> ExplainPlace(const Difference& difference, Comparison& comparison) {
  const auto below = SubmoduleOf(comparison.prefix() + std::string(difference.path), comparison);
  if (!below || comparison.FilesOfSubmodule(below->first->id) != nullptr) return std::nullopt;
  const std::string commit = below->first->id.Hex();
  return Explained{Strength::kAttributed,
                   "of the submodule " + below->first->path + " at " + commit.substr(0, 12),
                   {{below->first->path, 0, "", commit}}};
}

}  // namespace

extern const Explanation kSubmoduleFile;
constinit const Explanation kSubmoduleFile{"submodule", &ExplainFile};

extern const Explanation kSubmodule;
constinit const Explanation kSubmodule{"submodule", &ExplainPlace};

}  // namespace halfsecond::release
