#include "render/sarif.h"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/golden.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using halfsecond::tests::CheckGolden;

namespace {

constexpr std::array kRules{render::RuleDescription{"foreign-ifunc", "Is it?", "because it may"}};

Finding Made(Answer answer, Severity severity) {
  return {"foreign-ifunc",    answer,
          "1 IFUNC resolver", {{"/usr/lib/my lib#1.so", 0x3a8, "byte", "R_X86_64_IRELATIV"}},
          severity,           "my lib#1.so",
          "halfsecond why"};
}

nlohmann::json ResultsOf(const std::vector<Finding>& findings) {
  return nlohmann::json::parse(render::Sarif(kRules, findings, "1.2.3"))["runs"][0]["results"];
}

}  // namespace

TEST_CASE("one finding is this, byte for byte") {
  CheckGolden("one_finding.sarif", render::Sarif(kRules, {Made(Answer::kYes, Severity::kAmber)}, "1.2.3"));
}

TEST_CASE("red, amber and note become error, warning and note") {
  CHECK(ResultsOf({Made(Answer::kYes, Severity::kRed)})[0]["level"] == "error");
  CHECK(ResultsOf({Made(Answer::kYes, Severity::kAmber)})[0]["level"] == "warning");
  CHECK(ResultsOf({Made(Answer::kYes, Severity::kNote)})[0]["level"] == "note");
}

TEST_CASE("unknown is open and without a level, no is not reported") {
  const nlohmann::json results =
      ResultsOf({Made(Answer::kUnknown, Severity::kNote), Made(Answer::kNo, Severity::kNote)});
  REQUIRE(results.size() == 1);
  CHECK(results[0]["kind"] == "open");
  CHECK(results[0]["level"] == "none");
}

TEST_CASE("a file name becomes a URI reference: blanks, signs and bytes are percent-encoded") {
  Finding finding = Made(Answer::kYes, Severity::kNote);
  finding.evidence[0].source = "/tmp/\xff\n%:?";
  const nlohmann::json location = ResultsOf({finding})[0]["locations"][0]["physicalLocation"];
  CHECK(location["artifactLocation"]["uri"] == "/tmp/%FF%0A%25%3A%3F");
}

TEST_CASE("evidence in bytes is a region of bytes, in lines a line, without a place the whole file") {
  Finding finding = Made(Answer::kYes, Severity::kNote);
  finding.evidence = {{"a", 16, "byte", ""}, {"b", 3, "line", ""}, {"c", 0, "", ""}};
  const nlohmann::json locations = ResultsOf({finding})[0]["locations"];
  CHECK(locations[0]["physicalLocation"]["region"]["byteOffset"] == 16);
  CHECK(locations[1]["physicalLocation"]["region"]["startLine"] == 3);
  CHECK_FALSE(locations[2]["physicalLocation"].contains("region"));
}

TEST_CASE("a run without findings still says what was asked") {
  const nlohmann::json document = nlohmann::json::parse(render::Sarif(kRules, {}, "1.2.3"));
  CHECK(document["runs"][0]["results"].empty());
  CHECK(document["runs"][0]["tool"]["driver"]["rules"][0]["id"] == "foreign-ifunc");
}
