// unexplained-file
//
// Is there a file in the archive that differs from the tag and that nothing explains?
//
// Why: what shipped there was not reviewed where the project is reviewed.
// Quiet about: files of the tag that were left out; what is only labelled, which `--json` lists.
// Known blind spot: a label is no proof; a line added to a generated file stays behind its banner.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "unexplained-file";
constexpr std::size_t kMostEvidence = 20;

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  std::vector<Finding> findings;
  for (const FileState state : {FileState::kModified, FileState::kOnlyInArchive}) {
    Finding finding{
        kId, Answer::kYes, "", {}, Severity::kAmber, facts.archive, "read them: git diff shows what changed"};
    std::size_t count = 0;
    for (const ReleaseFile& file : facts.files) {
      if (file.strength != Strength::kUnexplained || file.state != state || !file.explained_by.empty()) continue;
      if (count++ >= kMostEvidence) continue;
      finding.evidence.push_back(file.evidence.empty() ? Evidence{file.path, 0, "", ""} : file.evidence.front());
    }
    if (count == 0) continue;
    finding.because = Count(count, "file", "files") +
                      (state == FileState::kModified ? " of the tag changed" : " only in the archive") +
                      ", without an explanation";
    findings.push_back(std::move(finding));
  }
  if (!findings.empty()) return findings;
  return {{kId, Answer::kNo, "every difference has an explanation", {}, Severity::kNote, facts.archive, {}}};
}

}  // namespace

extern const Rule<ReleaseFacts> kUnexplainedFile;
constinit const Rule<ReleaseFacts> kUnexplainedFile{
    kId, "Is there a file in the archive that differs from the tag and that nothing explains?",
    "what shipped there was not reviewed where the project is reviewed", &Ask};

}  // namespace halfsecond::rules
