// odd-archive
//
// Does the archive hold what no honest packer puts there?
//
// Why: two files of one name, paths that climb out or devices make programs that read an archive disagree about what is
// in it, and harm those who unpack it.
// Quiet about: names that differ in case only, which some projects have, and a name that does not fit what the archive
// is: notes.
// Known blind spot: what the archive's own reader passes over.

#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "odd-archive";

Severity SeverityOf(std::string_view kind) {
  if (kind == "case-collision" || kind == "absolute-link" || kind == "other-format") return Severity::kNote;
  return kind == "control-character" || kind == "set-id" || kind == "hard-link" ? Severity::kAmber : Severity::kRed;
}

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  std::vector<Finding> findings;
  for (const ArchiveOddity& odd : facts.oddities) {
    findings.push_back({kId,
                        Answer::kYes,
                        odd.path + ": " + odd.detail,
                        {{facts.archive, 0, "", odd.path}},
                        SeverityOf(odd.kind),
                        odd.path,
                        "tar tvf shows it"});
  }
  if (!findings.empty()) return findings;
  return {{kId, Answer::kNo, "nothing odd about the archive", {}, Severity::kNote, facts.archive, {}}};
}

}  // namespace

extern const Rule<ReleaseFacts> kOddArchive;
constinit const Rule<ReleaseFacts> kOddArchive{
    kId, "Does the archive hold what no honest packer puts there?",
    "two files of one name or a path that climbs out make readers disagree about what is in an archive", &Ask};

}  // namespace halfsecond::rules
