// unsafe-call
//
// Did a newcomer turn a checked call into an unchecked one?
//
// Why: small steps towards less checking are how trust is tested; libarchive had one for 878 days.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/unsafe-call.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "unsafe-call";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kUnsafeCall, Severity::kAmber);
}

}  // namespace

extern const Rule<CustodyFacts> kUnsafeCall;
constinit const Rule<CustodyFacts> kUnsafeCall{
    kId, "Did a newcomer turn a checked call into an unchecked one?",
    "small steps towards less checking are how trust is tested; libarchive had one for 878 days", &Ask};

}  // namespace halfsecond::rules
