#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kOtherTag;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  return rules::kOtherTag.ask(facts);
}

}  // namespace

TEST_CASE("the tag that holds most is a no") {
  CHECK(Ask(HonestRelease()).at(0).answer == Answer::kNo);
}

TEST_CASE("an archive of one version that is a tag of another is a yes, with the tag of its name") {
  ReleaseFacts facts = HonestRelease();
  facts.of_version = facts.tag;
  facts.of_version->name = "v2.0";
  facts.of_version->matching = 70;
  const auto findings = Ask(facts);
  CHECK(findings.at(0).severity == Severity::kAmber);
  CHECK(findings.at(0).remedy == "--tag v2.0");
}

TEST_CASE("a tag that was asked for and holds less is a yes, with the right one") {
  ReleaseFacts facts = HonestRelease();
  facts.asked_tag = facts.tag.name = "v0.9";
  facts.tag.matching = 10;
  const auto findings = Ask(facts);
  CHECK(findings.at(0).answer == Answer::kYes);
  CHECK(findings.at(0).because == "tag v1.0 has 80 of the archive's files, v0.9 only 10");
  CHECK(findings.at(0).remedy == "--tag v1.0");
}
