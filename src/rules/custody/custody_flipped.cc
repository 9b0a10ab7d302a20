// custody-flipped
//
// Did a newcomer make half of all pushes?
//
// Why: from then on the newcomer decides what the project is.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/custody-flipped.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "custody-flipped";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kCustodyFlipped, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kCustodyFlipped;
constinit const Rule<CustodyFacts> kCustodyFlipped{kId, "Did a newcomer make half of all pushes?",
                                                   "from then on the newcomer decides what the project is", &Ask};

}  // namespace halfsecond::rules
