// unreviewed-pushes
//
// Does a newcomer push own work that nobody is said to have read?
//
// Why: what one person writes and pushes is read by nobody before it ships.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/unreviewed-pushes.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "unreviewed-pushes";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kUnreviewedPushes, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kUnreviewedPushes;
constinit const Rule<CustodyFacts> kUnreviewedPushes{
    kId, "Does a newcomer push own work that nobody is said to have read?",
    "what one person writes and pushes is read by nobody before it ships", &Ask};

}  // namespace halfsecond::rules
