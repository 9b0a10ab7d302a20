// contact-changed
//
// Did a newcomer change where reports go?
//
// Why: who receives reports of holes decides when others learn of them.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/contact-changed.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "contact-changed";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kContactChanged, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kContactChanged;
constinit const Rule<CustodyFacts> kContactChanged{kId, "Did a newcomer change where reports go?",
                                                   "who receives reports of holes decides when others learn of them",
                                                   &Ask};

}  // namespace halfsecond::rules
