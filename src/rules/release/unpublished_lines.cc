// unpublished-lines
//
// Does a well-known build file that is only in the archive have lines that no published version of any such file has?
//
// Why: that is where somebody would put a line that nobody reads: in 11,000 lines of a copied script.
// Quiet about: files that the tag tracks; files put together from published lines.
// Known blind spot: published lines in another order.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "unpublished-lines";

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  std::vector<Finding> findings;
  for (const ReleaseFile& file : facts.files) {
    if (file.explained_by != "never-seen-lines" || file.strength > Strength::kUnexplained) continue;
    const Severity severity = file.strength == Strength::kContradicts ? Severity::kRed : Severity::kAmber;
    findings.push_back({kId, Answer::kYes, file.path + ": " + file.cause, file.evidence, severity, file.path,
                        "read those lines: --json quotes them"});
  }
  if (!findings.empty()) return findings;
  return {{kId, Answer::kNo, "well-known files have published lines only", {}, Severity::kNote, facts.archive, {}}};
}

}  // namespace

extern const Rule<ReleaseFacts> kUnpublishedLines;
constinit const Rule<ReleaseFacts> kUnpublishedLines{
    kId, "Does a well-known build file that is only in the archive have lines that were never published?",
    "thousands of copied lines are where one more goes unread", &Ask};

}  // namespace halfsecond::rules
