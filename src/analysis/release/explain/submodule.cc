// submodule: the tag has another repository's commit in this place, and the archive that repository's files. Proved
// where that repository is at hand and has the file in that commit; else it is only known where to look.

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainFile(const Difference& difference, Comparison& comparison) {
  const auto below = comparison.SubmoduleOf(difference.path);
  const auto* files = below ? comparison.FilesOfSubmodule(below->submodule->id) : nullptr;
  if (files == nullptr) return std::nullopt;
  const auto found = files->find(below->path);
  if (found == files->end()) return std::nullopt;
  const ArchiveFile& archived = *difference.in_archive;
  if (found->second != archived.id && found->second != archived.lf_id) return std::nullopt;
  const std::string& path = below->submodule->path;
  return Explained{Strength::kProved, "the file of the submodule " + path, {{path, 0, "", below->submodule->id.Hex()}}};
}

std::optional<Explained> ExplainPlace(const Difference& difference, Comparison& comparison) {
  const auto below = comparison.SubmoduleOf(difference.path);
  if (!below || comparison.FilesOfSubmodule(below->submodule->id) != nullptr) return std::nullopt;
  const std::string commit = below->submodule->id.Hex();
  return Explained{Strength::kAttributed,
                   "of the submodule " + below->submodule->path + " at " + commit.substr(0, 12),
                   {{below->submodule->path, 0, "", commit}}};
}

}  // namespace

extern const Explanation kSubmoduleFile;
constinit const Explanation kSubmoduleFile{"submodule", &ExplainFile};

extern const Explanation kSubmodule;
constinit const Explanation kSubmodule{"submodule", &ExplainPlace};

}  // namespace halfsecond::release
