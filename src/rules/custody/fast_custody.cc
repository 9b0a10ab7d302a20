// fast-custody
//
// Did someone push alone within a month of a first commit?
//
// Why: an owner who hands over to a stranger and leaves; event-stream was lost so.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/fast-custody.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "fast-custody";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kFastCustody, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kFastCustody;
constinit const Rule<CustodyFacts> kFastCustody{
    kId, "Did someone push alone within a month of a first commit?",
    "an owner who hands over to a stranger and leaves; event-stream was lost so", &Ask};

}  // namespace halfsecond::rules
