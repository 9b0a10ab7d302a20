#include <doctest/doctest.h>

#include "facts/finding.h"
#include "facts/release.h"
#include "tests/rules/release/made_release.h"

namespace halfsecond::rules {
extern const Rule<ReleaseFacts> kExcludedFileKept;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

TEST_CASE("an archive without what was taken out is a no") {
  CHECK(rules::kExcludedFileKept.ask(HonestRelease()).at(0).answer == Answer::kNo);
}

TEST_CASE("a file that stayed is a note that names it and the pattern") {
  ReleaseFacts facts = HonestRelease();
  facts.kept.push_back({"doc/rfc.txt", {"debian/copyright", 3, "line", "doc/*.txt"}});
  const auto findings = rules::kExcludedFileKept.ask(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].answer == Answer::kYes);
  CHECK(findings[0].severity == Severity::kNote);
  CHECK(findings[0].because ==
        "1 file is in the archive though debian/copyright excludes it: doc/rfc.txt by doc/*.txt");
  CHECK(findings[0].evidence.at(0).at == 3);
}
