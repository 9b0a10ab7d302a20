// weakened-check
//
// Did a newcomer with push switch off a check?
//
// Why: a check that no longer runs finds nothing.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/weakened-check.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "weakened-check";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kWeakenedCheck, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kWeakenedCheck;
constinit const Rule<CustodyFacts> kWeakenedCheck{kId, "Did a newcomer with push switch off a check?",
                                                  "a check that no longer runs finds nothing", &Ask};

}  // namespace halfsecond::rules
