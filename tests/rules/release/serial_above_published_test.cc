#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kSerialAbovePublished;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  return rules::kSerialAbovePublished.ask(facts);
}

}  // namespace

TEST_CASE("a release without any serial too high is a no") {
  CHECK(Ask(HonestRelease()).at(0).answer == Answer::kNo);
}

TEST_CASE("a serial above any published one is red, with the line that claims it") {
  ReleaseFacts facts = HonestRelease();
  ReleaseFile file = Spoiled("m4/build-to-host.m4", Strength::kContradicts, "serial-too-high",
                             "claims serial 30; the highest ever published is 5");
  file.evidence.push_back({"m4/build-to-host.m4", 2, "line", "serial 30"});
  facts.files.push_back(file);
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kRed);
  CHECK(findings[0].because == "m4/build-to-host.m4 claims serial 30; the highest ever published is 5");
  CHECK(findings[0].evidence.at(0).at == 2);
}
