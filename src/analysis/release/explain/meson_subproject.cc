// meson-subproject: a file of a project that `meson dist --include-subprojects` put into the release, below the folder
// that a .wrap of the tag names. Where that says which commit, tag or archive it is of, whoever reviewed the tag knows
// what is meant. Where a clone that has that commit or tag is named as well its contents decide (other-repository), and
// this is no answer any more.

#include <algorithm>

#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

// Has one of the other repositories the commit, or a tag of that name?
bool IsAtHand(const std::string& revision, Comparison& comparison) {
  const auto commit = git::ObjectIdOf(revision);
  if (commit && comparison.FilesOfSubmodule(*commit) != nullptr) return true;
  const auto& others = comparison.others();
  return std::any_of(others.begin(), others.end(), [&revision](const Repository& other) {
    const auto& tags = other.tags();
    return std::any_of(tags.begin(), tags.end(), [&revision](const TagRef& tag) { return tag.name == revision; });
  });
}

std::optional<Explained> ExplainMesonSubproject(const Difference& difference, Comparison& comparison) {
  if (difference.state != FileState::kOnlyInArchive) return std::nullopt;
  const Subprojects::Wrap* wrap = comparison.SubprojectOf(difference.path);
  if (wrap == nullptr || IsAtHand(wrap->revision, comparison)) return std::nullopt;
  const std::string of = "of the subproject " + wrap->directory;
  const std::string hint = "; name a clone of it as well to have them compared";
  if (wrap->revision.empty())
    return ExplainedBy(Strength::kLabelled, of + ", which " + wrap->path + " names without a revision" + hint,
                       wrap->path);
  return ExplainedBy(Strength::kAttributed, of + " at " + wrap->revision + ", says " + wrap->path + hint, wrap->path);
}

}  // namespace

extern const Explanation kMesonSubproject;
constinit const Explanation kMesonSubproject{"meson-subproject", &ExplainMesonSubproject};

}  // namespace halfsecond::release
