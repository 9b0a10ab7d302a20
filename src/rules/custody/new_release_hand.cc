// new-release-hand
//
// Does a newcomer tag a release where others did?
//
// Why: the release is what everybody downloads; who makes it can put into it what is not in git.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/new-release-hand.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "new-release-hand";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kNewReleaseHand, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kNewReleaseHand;
constinit const Rule<CustodyFacts> kNewReleaseHand{
    kId, "Does a newcomer tag a release where others did?",
    "the release is what everybody downloads; who makes it can put into it what is not in git", &Ask};

}  // namespace halfsecond::rules
