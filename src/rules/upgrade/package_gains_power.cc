// package-gains-power
//
// Does the new package bring power that the old one had not?
//
// Why: a stable update mends a line; a library more, a constructor or a set-uid bit is what deserves a look.
// Quiet about: notes: exports, calls with which a program drops its power, changed configuration.
// Known blind spot: power that neither files nor symbols show.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/upgrade.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "package-gains-power";

std::vector<Finding> Ask(const UpgradeFacts& facts) {
  std::vector<Finding> findings;
  for (const UpgradeChange& change : facts.changes) {
    if (change.severity == Severity::kNote) continue;
    // Changes are sorted: those of one cause stand together.
    if (findings.empty() || findings.back().because != change.detail || findings.back().severity != change.severity) {
      findings.push_back({kId,
                          Answer::kYes,
                          change.detail,
                          {},
                          change.severity,
                          change.path,
                          "read the package's changelog for the reason"});
    }
    std::vector<Evidence>& evidence = findings.back().evidence;
    if (change.lines.empty()) evidence.push_back({change.path, 0, "", change.detail});
    for (const std::string& line : change.lines) evidence.push_back({change.path, 0, "", line});
  }
  if (!findings.empty()) return findings;
  if (!facts.damages.empty())
    return {{kId, Answer::kUnknown, "some files could not be read", {}, Severity::kNote, facts.new_package, {}}};
  return {{kId, Answer::kNo, "nothing that matters is new", {}, Severity::kNote, facts.new_package, {}}};
}

}  // namespace

extern const Rule<UpgradeFacts> kPackageGainsPower;
constinit const Rule<UpgradeFacts> kPackageGainsPower{
    kId, "Does the new package bring power that the old one had not?",
    "a stable update mends a line; a library more, a constructor or a set-uid bit deserves a look", &Ask};

}  // namespace halfsecond::rules
