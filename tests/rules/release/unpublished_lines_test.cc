#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kUnpublishedLines;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  return rules::kUnpublishedLines.ask(facts);
}

}  // namespace

TEST_CASE("well-known files with published lines only are a no") {
  CHECK(Ask(HonestRelease()).at(0).answer == Answer::kNo);
}

TEST_CASE("a macro file with a line that was never published is red, a patched libtool amber") {
  ReleaseFacts facts = HonestRelease();
  facts.files.push_back(
      Spoiled("m4/iconv.m4", Strength::kContradicts, "never-seen-lines", "1 line stands in no published version"));
  facts.files.push_back(
      Spoiled("ltmain.sh", Strength::kUnexplained, "never-seen-lines", "4 lines stand in no published version"));
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].severity == Severity::kRed);
  CHECK(findings[0].because == "m4/iconv.m4: 1 line stands in no published version");
  CHECK(findings[1].severity == Severity::kAmber);
}

TEST_CASE("a file put together from published lines is a no") {
  ReleaseFacts facts = HonestRelease();
  facts.files.push_back(Spoiled("m4/libtool.m4", Strength::kAttributed, "never-seen-lines",
                                "every line stands in some published version"));
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}
