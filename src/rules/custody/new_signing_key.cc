// new-signing-key
//
// Was a release signed by a key not seen before, by another hand?
//
// Why: a key is how distributions tell a release from a forgery; a new one moves that trust.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/new-signing-key.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "new-signing-key";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kNewSigningKey, Severity::kNote);
}

}  // namespace

extern const Rule<CustodyFacts> kNewSigningKey;
constinit const Rule<CustodyFacts> kNewSigningKey{
    kId, "Was a release signed by a key not seen before, by another hand?",
    "a key is how distributions tell a release from a forgery; a new one moves that trust", &Ask};

}  // namespace halfsecond::rules
