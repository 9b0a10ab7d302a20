// serial-above-published
//
// Does an m4 file that is only in the archive claim a serial above any that was ever published under its name?
//
// Why: aclocal and autoreconf keep the copy with the higher serial, so such a file outlives a regenerated build.
// Quiet about: m4 files that the tag tracks; names without a published serial.
// Known blind spot: a serial that is no higher.

#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "serial-above-published";

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  std::vector<Finding> findings;
  for (const ReleaseFile& file : facts.files) {
    if (file.explained_by != "serial-too-high") continue;
    findings.push_back({kId, Answer::kYes, file.path + " " + file.cause, file.evidence, Severity::kRed, file.path,
                        "compare it with the version that its project publishes: halfsecond index show NAME"});
  }
  if (!findings.empty()) return findings;
  return {{kId, Answer::kNo, "no serial is above the published ones", {}, Severity::kNote, facts.archive, {}}};
}

}  // namespace

extern const Rule<ReleaseFacts> kSerialAbovePublished;
constinit const Rule<ReleaseFacts> kSerialAbovePublished{
    kId, "Does an m4 file that is only in the archive claim a serial above any ever published under its name?",
    "autoreconf keeps the copy with the higher serial, so such a file survives when a distribution regenerates the "
    "build",
    &Ask};

}  // namespace halfsecond::rules
