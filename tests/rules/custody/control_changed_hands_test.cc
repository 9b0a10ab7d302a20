#include <doctest/doctest.h>

#include "tests/made_custody_facts.h"

namespace halfsecond::rules {
extern const Rule<CustodyFacts> kControlChangedHands;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const CustodyFacts& facts) {
  return rules::kControlChangedHands.ask(facts);
}

}  // namespace

TEST_CASE("a lone maintainer joined, unreviewed pushes and releases by the same person are red, dated by the last") {
  CustodyFacts facts = QuietProject();
  AddWholePath(facts);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::kRed);
  CHECK(findings[0].subject == "Newcomer");
  CHECK(findings[0].because.find("Newcomer in quiet, 2023-03-18: ") == 0);
  CHECK(findings[0].evidence.size() == 4);
  CHECK(findings[0].remedy.find("planned handover") != std::string::npos);
}

TEST_CASE("no signal alone is a finding, not even the strongest") {
  for (const auto kind :
       {CustodyEventKind::kNewSigningKey, CustodyEventKind::kLoneIncumbentJoined, CustodyEventKind::kCustodyFlipped}) {
    CustodyFacts facts = QuietProject();
    AddEvent(facts, "Newcomer", kind, "2023-03-18", "");
    CHECK(Ask(facts).at(0).answer == Answer::kNo);
  }
}

TEST_CASE("releases by a new hand with a new key are amber") {
  CustodyFacts facts = QuietProject();
  AddEvent(facts, "Newcomer", CustodyEventKind::kNewReleaseHand, "2023-03-18", "v2.0");
  AddEvent(facts, "Newcomer", CustodyEventKind::kNewSigningKey, "2023-03-18", "v2.0 by key 1");
  CHECK(Ask(facts).at(0).severity == Severity::kAmber);
}

TEST_CASE("two people who meet the conditions together, but neither alone, are no finding") {
  CustodyFacts facts = QuietProject();
  AddEvent(facts, "Newcomer", CustodyEventKind::kLoneIncumbentJoined, "2023-01-10", "");
  AddEvent(facts, "Newcomer", CustodyEventKind::kUnreviewedPushes, "2023-01-19", "");
  AddEvent(facts, "Maintainer One", CustodyEventKind::kNewSigningKey, "2023-03-18", "");
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}

TEST_CASE("signals of one person in two repositories are not added up") {
  CustodyFacts facts = QuietProject();
  AddWholePath(facts);
  facts.repositories.push_back(facts.repositories[0]);
  for (CustodyEvent& event : facts.identities[1].events) {
    if (event.kind == CustodyEventKind::kUnreviewedPushes) event.repository = 1;
  }
  CHECK(Ask(facts).at(0).severity == Severity::kAmber);
}

TEST_CASE("where web merges hide who pushed the answer is unknown, never no") {
  CustodyFacts facts = QuietProject();
  facts.repositories[0].gaps.push_back({"web-merges", "90 % of pushes were made by a web service"});
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
