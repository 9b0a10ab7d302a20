// load-time-code-by-newcomer
//
// Did a newcomer add code that runs when the library is loaded?
//
// Why: such code runs in every process that loads the library, called or not.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/load-time-code-by-newcomer.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "load-time-code-by-newcomer";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kLoadTimeCode, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kLoadTimeCodeByNewcomer;
constinit const Rule<CustodyFacts> kLoadTimeCodeByNewcomer{
    kId, "Did a newcomer add code that runs when the library is loaded?",
    "such code runs in every process that loads the library, called or not", &Ask};

}  // namespace halfsecond::rules
