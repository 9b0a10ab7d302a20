#include <doctest/doctest.h>

#include "tests/made_custody_facts.h"

namespace halfsecond::rules {
extern const Rule<CustodyFacts> kNewSigningKey;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("new-signing-key: one finding an identity, with every event as evidence and a command to look") {
  CustodyFacts facts = QuietProject();
  AddEvent(facts, "Newcomer", CustodyEventKind::kNewSigningKey, "2023-03-18", "first");
  AddEvent(facts, "Newcomer", CustodyEventKind::kNewSigningKey, "2023-05-01", "second");
  const auto findings = rules::kNewSigningKey.ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kNote);
  CHECK(findings[0].because == "Newcomer, 2023-03-18: first; 1 more, the last 2023-05-01: second");
  CHECK(findings[0].evidence.size() == 2);
  CHECK(findings[0].remedy.find("git -C /quiet show ") == 0);
}

TEST_CASE("new-signing-key: no in a project without, unknown where history cannot tell") {
  CustodyFacts facts = QuietProject();
  AddEvent(facts, "Newcomer", CustodyEventKind::kFirstAuthored, "2023-03-18", "other");
  CHECK(rules::kNewSigningKey.ask(facts).at(0).answer == Answer::kNo);
  facts.repositories[0].gaps.push_back({"web-merges", "a web service pushed"});
  CHECK(rules::kNewSigningKey.ask(facts).at(0).answer == Answer::kUnknown);
}
