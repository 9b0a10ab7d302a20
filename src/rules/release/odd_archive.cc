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
  for (const std::string_view note : {"case-collision", "absolute-link", "other-format"}) {
    if (kind == note) return Severity::kNote;
  }
  for (const std::string_view amber : {"control-character", "set-id", "hard-link", "zip-directory"}) {
    if (kind == amber) return Severity::kAmber;
  }
  return Severity::kRed;
}

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  std::vector<Finding> findings;
  for (const ArchiveOddity& odd : facts.oddities) {
    findings.push_back({kId,
                        Answer::kYes,
                        (odd.path.empty() ? "" : odd.path + ": ") + odd.detail,
                        {{facts.archive, 0, "", odd.path}},
                        SeverityOf(odd.kind),
                        odd.path.empty() ? facts.archive : odd.path,
                        "tar tvf or zipinfo shows it"});
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
