#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kUnexplainedFile;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Finding> Ask(const ReleaseFacts& facts) {
  return rules::kUnexplainedFile.ask(facts);
}

}  // namespace

TEST_CASE("a release that is its tag is a no") {
  CHECK(Ask(HonestRelease()).at(0).answer == Answer::kNo);
}

TEST_CASE("files that nothing explains are one finding for each state, with their names") {
  ReleaseFacts facts = HonestRelease();
  facts.files.push_back(Spoiled("tests/a.bin", Strength::kUnexplained, "", ""));
  facts.files.push_back(Spoiled("tests/b.bin", Strength::kUnexplained, "", ""));
  facts.files.push_back(Spoiled("src/a.c", Strength::kUnexplained, "", ""));
  facts.files.back().state = FileState::kModified;
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].because == "1 file of the tag changed, without an explanation");
  CHECK(findings[1].because == "2 files only in the archive, without an explanation");
  CHECK(findings[1].evidence.at(1).source == "tests/b.bin");
}

TEST_CASE("labels, proofs and lines that another rule tells of are a no") {
  ReleaseFacts facts = HonestRelease();
  facts.files.push_back(Spoiled("configure", Strength::kLabelled, "banner", "says that autoconf made it"));
  facts.files.push_back(Spoiled("ltmain.sh", Strength::kUnexplained, "never-seen-lines", "4 lines"));
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
}
