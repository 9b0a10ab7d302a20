// dead-build-probe
//
// Did a newcomer write a build probe that can never succeed?
//
// Why: a probe that always fails switches a protection off without saying so.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/dead-build-probe.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "dead-build-probe";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kDeadBuildProbe, Severity::kAmber);
}

}  // namespace

extern const Rule<CustodyFacts> kDeadBuildProbe;
constinit const Rule<CustodyFacts> kDeadBuildProbe{
    kId, "Did a newcomer write a build probe that can never succeed?",
    "a probe that always fails switches a protection off without saying so", &Ask};

}  // namespace halfsecond::rules
