// blob-before-release
//
// Did a newcomer add unreadable files and release them within three days?
//
// Why: bytes that nobody can read, released before anybody could look, carried the xz payload.
// Quiet about: people who are here for longer, projects younger than three years, three years after an import.
// Known blind spot: docs/rules/blob-before-release.md.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "blob-before-release";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return FindingsOfKind(facts, kId, CustodyEventKind::kBlobBeforeRelease, Severity::kAmber);
}

}  // namespace

extern const Rule<CustodyFacts> kBlobBeforeRelease;
constinit const Rule<CustodyFacts> kBlobBeforeRelease{
    kId, "Did a newcomer add unreadable files and release them within three days?",
    "bytes that nobody can read, released before anybody could look, carried the xz payload", &Ask};

}  // namespace halfsecond::rules
