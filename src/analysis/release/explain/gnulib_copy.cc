// gnulib-copy: gnulib-tool's list of what it copied names the file. That says where it comes from and proves nothing:
// the list is the archive's. Where the tag has a commit of gnulib as a submodule it is attributed to that; where the
// repository of that commit is at hand its contents decide (other-repository, submodule), and this is no answer any
// more.

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

std::optional<Explained> ExplainGnulibCopy(const Difference& difference, Comparison& comparison) {
  const TagFile* gnulib = comparison.gnulib();
  if (difference.state != FileState::kOnlyInArchive) return std::nullopt;
  if (gnulib != nullptr && comparison.FilesOfSubmodule(gnulib->id) != nullptr) return std::nullopt;
  std::vector<std::string> folders = comparison.FoldersOfMacros();
  // A project may have several copies, each with its macros in a folder of its own: src/gl/m4/ is of src/gl/.
  for (std::string_view above = FolderOf(difference.path); !above.empty(); above = FolderOf(above)) {
    folders.push_back(std::string(above) + "/m4/");
  }
  for (const std::string& folder : folders) {
    const std::string path = folder + "gnulib-comp.m4";
    const ArchiveFile* file = comparison.ArchiveFileAt(path);
    const GnulibList* list = file == nullptr ? nullptr : comparison.GnulibListOf(*file);
    if (list == nullptr || !list->Names(difference.path)) continue;
    const std::string said = ", says " + path + "; name a clone of it as well to have them compared";
    if (gnulib == nullptr) return ExplainedBy(Strength::kLabelled, "copied from gnulib" + said, path);
    const std::string commit = gnulib->id.Hex().substr(0, 12);
    return ExplainedBy(Strength::kAttributed, "copied from the submodule " + gnulib->path + " at " + commit + said,
                       path);
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kGnulibCopy;
constinit const Explanation kGnulibCopy{"gnulib-copy", &ExplainGnulibCopy};

}  // namespace halfsecond::release
