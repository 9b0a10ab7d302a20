// ignored-code-file
//
// Did a newcomer have git ignore a file of code by its name?
//
// Why: what git ignores can lie in a release archive and in nobody's review.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/ignored-code-file.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "ignored-code-file";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kIgnoredCodeFile, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kIgnoredCodeFile;
constinit const Rule<CustodyFacts> kIgnoredCodeFile{
    kId, "Did a newcomer have git ignore a file of code by its name?",
    "what git ignores can lie in a release archive and in nobody's review", &Ask};

}  // namespace halfsecond::rules
