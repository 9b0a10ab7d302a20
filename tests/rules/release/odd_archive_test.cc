#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kOddArchive;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  return rules::kOddArchive.ask(facts);
}

}  // namespace

TEST_CASE("an archive of files and folders is a no") {
  CHECK(Ask(HonestRelease()).at(0).answer == Answer::kNo);
}

TEST_CASE("a name that comes twice is red, one that differs in case a note") {
  ReleaseFacts facts = HonestRelease();
  facts.oddities.push_back({"duplicate-name", "configure", "twice in the archive, with different contents"});
  facts.oddities.push_back({"case-collision", "readme", "differs from README in case only"});
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].severity == Severity::kRed);
  CHECK(findings[0].because == "configure: twice in the archive, with different contents");
  CHECK(findings[1].severity == Severity::kNote);
}

TEST_CASE("a zip that is two is amber; what is odd about the whole archive names no file") {
  ReleaseFacts facts = HonestRelease();
  facts.oddities.push_back({"zip-directory", "", "no end record"});
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::kAmber);
  CHECK(findings[0].because == "no end record");
  CHECK(findings[0].subject == facts.archive);
}
