#include <doctest/doctest.h>

#include "tests/made_custody_facts.h"

namespace halfsecond::rules {
extern const Rule<CustodyFacts> kLoneIncumbent;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("one pusher in two years is a note that asks what would help") {
  CustodyFacts facts = QuietProject();
  facts.repositories[0].preconditions.pushers = 1;
  facts.repositories[0].preconditions.has_lone_maintainer = true;
  const auto finding = rules::kLoneIncumbent.ask(facts).at(0);
  CHECK(finding.answer == Answer::kYes);
  CHECK(finding.severity == Severity::kNote);
  CHECK(finding.because == "Maintainer One alone pushed to quiet in two years, in 20 of 24 months");
}

TEST_CASE("two pushers are a no, and none an unknown") {
  CustodyFacts facts = QuietProject();
  CHECK(rules::kLoneIncumbent.ask(facts).at(0).answer == Answer::kNo);
  facts.repositories[0].preconditions.pushers = 0;
  CHECK(rules::kLoneIncumbent.ask(facts).at(0).answer == Answer::kUnknown);
}
