#include <doctest/doctest.h>

#include "tests/made_custody_facts.h"

namespace halfsecond::rules {
extern const Rule<CustodyFacts> kTagOffBranch;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("a tag on no branch is a note with its object") {
  CustodyFacts facts = QuietProject();
  CHECK(rules::kTagOffBranch.ask(facts).at(0).answer == Answer::kNo);
  facts.repositories[0].tags_off_branch.push_back({"v1.2", std::string(40, 'c'), *ParseDate("2023-03-18")});
  const auto finding = rules::kTagOffBranch.ask(facts).at(0);
  CHECK(finding.answer == Answer::kYes);
  CHECK(finding.because == "1 tag of quiet on no branch, the last v1.2 of 2023-03-18");
  CHECK(finding.remedy.find("git -C /quiet branch -a --contains v1.2") == 0);
}
