#include "analysis/upgrade/source_side.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

TEST_CASE("what release-check said comes back as counts and the first files") {
  const auto source = upgrade::ReadSourceSide(R"({"schema": "halfsecond/release-check/1", "complete": true,
    "archive": "p-2.tar.gz", "tag": {"name": "v2"}, "files": [
    {"path": "m4/x.m4", "state": "modified", "strength": "contradicts", "cause": "serial 30 was never published"},
    {"path": "a", "state": "only-in-archive", "strength": "unexplained", "cause": "nothing explains it"},
    {"path": "b", "state": "only-in-tag", "strength": "unexplained", "cause": ""},
    {"path": "configure", "state": "only-in-archive", "strength": "labelled", "cause": "autoconf"}]})");
  REQUIRE(source.ok());
  CHECK(source->archive == "p-2.tar.gz");
  CHECK(source->tag == "v2");
  CHECK(source->is_complete);
  CHECK(source->contradicts == 1);
  CHECK(source->unexplained == 1);
  REQUIRE(source->worst.size() == 2);
  CHECK(source->worst[0] == "m4/x.m4: serial 30 was never published");
}

TEST_CASE("what is no answer of release-check is refused, and wrong fields are empty") {
  using Kind = Error::Kind;
  for (const char* text : {"", "[]", "{", "{}", R"({"schema": "halfsecond/survey/1"})", R"({"schema": 1})"}) {
    CAPTURE(text);
    CHECK(upgrade::ReadSourceSide(text).error().kind == Kind::kMalformed);
  }
  CHECK(upgrade::ReadSourceSide(std::string(100'000, '[')).error().kind == Kind::kLimit);
  const auto odd = upgrade::ReadSourceSide(
      R"({"schema": "halfsecond/release-check/1", "files": [1, {"strength": []}, {"strength": "unexplained"}], "tag": 3})");
  REQUIRE(odd.ok());
  CHECK(odd->unexplained == 1);
  CHECK(odd->tag.empty());
  CHECK_FALSE(odd->is_complete);
}
