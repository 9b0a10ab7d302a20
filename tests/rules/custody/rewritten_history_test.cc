#include <doctest/doctest.h>

#include "tests/made_custody_facts.h"

namespace halfsecond::rules {
extern const Rule<CustodyFacts> kRewrittenHistory;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("replace refs and grafts are amber, a shallow clone is a note") {
  CustodyFacts facts = QuietProject();
  CHECK(rules::kRewrittenHistory.ask(facts).at(0).answer == Answer::kNo);
  facts.repositories[0].bent = {{"replace", "1 replace ref"}, {"shallow", "a shallow clone"}};
  const auto findings = rules::kRewrittenHistory.ask(facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[1].severity == Severity::kNote);
}

TEST_CASE("many dates that run backwards are a note, a few are what every clock does") {
  CustodyFacts facts = QuietProject();
  facts.repositories[0].commits_before_parents = 3;
  CHECK(rules::kRewrittenHistory.ask(facts).at(0).answer == Answer::kNo);
  facts.repositories[0].broken_dates = 1;
  CHECK(rules::kRewrittenHistory.ask(facts).at(0).answer == Answer::kYes);
}
