#include "render/fingerprint.h"

#include <doctest/doctest.h>

#include <string>

using halfsecond::Answer;
using halfsecond::Finding;
using halfsecond::Severity;
using halfsecond::render::Fingerprint;

TEST_CASE("the fingerprint of a finding is the same in every release") {
  CHECK(Fingerprint({"foreign-ifunc", Answer::kYes, "", {}, Severity::kNote, "liblzma.so.5", ""}) ==
        "0c2eb677e3079455");
}

TEST_CASE("another build of the same library, with other words and offsets, has the same fingerprint") {
  const Finding before{
      "foreign-ifunc", Answer::kYes, "1 resolver", {{"/lib/a", 1, "byte", ""}}, Severity::kNote, "a", ""};
  const Finding after{
      "foreign-ifunc", Answer::kYes, "2 resolvers", {{"/lib/a", 9, "byte", ""}}, Severity::kRed, "a", "b"};
  CHECK(Fingerprint(before) == Fingerprint(after));
}

TEST_CASE("another rule or another subject has another fingerprint, also where the letters are the same in a row") {
  const auto of = [](std::string_view rule, const std::string& subject) {
    return Fingerprint({rule, Answer::kYes, "", {}, Severity::kNote, subject, ""});
  };
  CHECK(of("a", "bc") != of("ab", "c"));
  CHECK(of("a", "b") != of("a", "c"));
  CHECK(of("a", "b").size() == 16);
}
