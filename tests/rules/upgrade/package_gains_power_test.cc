#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/upgrade.h"

namespace halfsecond::rules {
extern const Rule<UpgradeFacts> kPackageGainsPower;
}

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

std::vector<Finding> Ask(const UpgradeFacts& facts) {
  return rules::kPackageGainsPower.ask(facts);
}

}  // namespace

TEST_CASE("files of one cause are one finding, with each file as evidence") {
  UpgradeFacts facts;
  facts.changes = {{"needed", "/usr/bin/a", "needs libx.so.1", Severity::kAmber},
                   {"needed", "/usr/bin/b", "needs libx.so.1", Severity::kAmber}};
  const auto findings = Ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].because == "needs libx.so.1");
  CHECK(findings[0].evidence.size() == 2);
}

TEST_CASE("notes alone are a no; nothing at all in a package that could not be read is unknown") {
  UpgradeFacts facts;
  facts.changes = {{"exported", "/usr/lib/libx.so.1", "exports f", Severity::kNote}};
  CHECK(Ask(facts).at(0).answer == Answer::kNo);
  facts.damages.push_back({"new.deb: /usr/bin/a", "truncated", 0});
  CHECK(Ask(facts).at(0).answer == Answer::kUnknown);
}
