// other-than-regenerated
//
// Is there a generated file that its tool does not make of the archive's own files?
//
// Why: a line added to configure is run by everyone who builds, and read by nobody.
// Quiet about: files that no tool of this system can make again: they stay labelled, and that proves nothing.
// Known blind spot: what the tool was made to write by a changed macro file; unpublished-lines reads those.

#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "other-than-regenerated";

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  std::vector<Finding> findings;
  bool is_asked = false;
  for (const ReleaseFile& file : facts.files) {
    if (file.explained_by != "regenerated") continue;
    is_asked = true;
    if (file.strength == Strength::kProved) continue;
    const bool contradicts = file.strength == Strength::kContradicts;
    findings.push_back({kId, Answer::kYes, file.path + ": " + file.cause, file.evidence,
                        contradicts ? Severity::kRed : Severity::kAmber, file.path,
                        "read these lines; the rest of the file is what the tool makes"});
  }
  if (!findings.empty()) return findings;
  if (is_asked) {
    return {{kId, Answer::kNo, "every file that was made again is the same", {}, Severity::kNote, facts.archive, {}}};
  }
  return {{kId,
           Answer::kUnknown,
           "no generated file was made again",
           {},
           Severity::kNote,
           facts.archive,
           "release-check --regenerate runs the tools, without network"}};
}

}  // namespace

extern const Rule<ReleaseFacts> kOtherThanRegenerated;
constinit const Rule<ReleaseFacts> kOtherThanRegenerated{
    kId, "Is there a generated file that its tool does not make of the archive's own files?",
    "a line added to configure is run by everyone who builds, and read by nobody", &Ask};

}  // namespace halfsecond::rules
