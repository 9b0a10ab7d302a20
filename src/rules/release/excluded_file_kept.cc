// excluded-file-kept
//
// Is there a file in the archive that the packager says was taken out?
//
// Why: a field of debian/copyright that does not fit the archive is an archive that was not repacked by it, or not by
// this one: the packager and the archive disagree about what is shipped.
// Quiet about: archives that are not named by a .dsc, packages without Files-Excluded. It is a note.
// Known blind spot: empty folders that stay.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "excluded-file-kept";
constexpr std::size_t kMostEvidence = 20;

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  if (facts.kept.empty())
    return {{kId, Answer::kNo, "nothing that was to be taken out", {}, Severity::kNote, facts.archive, {}}};
  const KeptFile& first = facts.kept.front();
  Finding finding{kId,
                  Answer::kYes,
                  Count(facts.kept.size(), "file is", "files are") +
                      " in the archive though debian/copyright excludes " + (facts.kept.size() == 1 ? "it" : "them") +
                      ": " + first.path + " by " + first.excluded_by.quote,
                  {},
                  Severity::kNote,
                  facts.archive,
                  "look at Files-Excluded in debian/copyright"};
  for (const KeptFile& kept : facts.kept) {
    if (finding.evidence.size() == kMostEvidence) break;
    finding.evidence.push_back(kept.excluded_by);
    finding.evidence.back().quote += ": " + kept.path;
  }
  return {finding};
}

}  // namespace

extern const Rule<ReleaseFacts> kExcludedFileKept;
constinit const Rule<ReleaseFacts> kExcludedFileKept{
    kId, "Is there a file in the archive that the packager says was taken out?",
    "a Files-Excluded that does not fit the archive is a packager and an archive that disagree about what is shipped",
    &Ask};

}  // namespace halfsecond::rules
