#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kOtherThanRegenerated;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  return rules::kOtherThanRegenerated.ask(facts);
}

}  // namespace

TEST_CASE("a release of which nothing was made again is an unknown") {
  CHECK(Ask(HonestRelease()).at(0).answer == Answer::kUnknown);
}

TEST_CASE("a configure that autoconf makes again is a no; one that it does not is red, with the line") {
  ReleaseFacts facts = HonestRelease();
  facts.files.push_back(Spoiled("configure", Strength::kProved, "regenerated", "autoconf 2.71 makes the same"));
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
  ReleaseFile file = Spoiled("configure", Strength::kContradicts, "regenerated", "not what autoconf 2.71 makes");
  file.evidence.push_back({"configure", 900, "line", ": harmless"});
  facts.files.push_back(file);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kRed);
  CHECK(findings[0].evidence.at(0).at == 900);
}
