#include "facts/finding.h"

#include <doctest/doctest.h>

#include <type_traits>

#include "facts/load.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("answers and severities have the words that other tools rely on") {
  CHECK(AnswerName(Answer::kYes) == "yes");
  CHECK(AnswerName(Answer::kNo) == "no");
  CHECK(AnswerName(Answer::kUnknown) == "unknown");
  CHECK(SeverityName(Severity::kRed) == "red");
  CHECK(SeverityName(Severity::kAmber) == "amber");
  CHECK(SeverityName(Severity::kNote) == "note");
}

TEST_CASE("a finding that nobody filled in is unknown, not clean") {
  CHECK(Finding{}.answer == Answer::kUnknown);
  CHECK(Finding{}.severity == Severity::kNote);
}

TEST_CASE("severities compare as people do: red is the worst") {
  CHECK(Severity::kRed > Severity::kAmber);
  CHECK(Severity::kAmber > Severity::kNote);
}

TEST_CASE("a rule needs no constructor before main") {
  CHECK(std::is_trivially_destructible_v<Rule<LoadFacts>>);
}
