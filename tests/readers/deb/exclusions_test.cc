#include "readers/deb/exclusions.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

const std::string kFormat = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";

bool Matches(std::string_view pattern, std::string_view path) {
  std::size_t steps = 10'000;
  return deb::MatchesExclusion(pattern, path, deb::Anchor::kWholeOrFolder, steps);
}

// The pattern that takes `path` out, or "".
std::string Why(const std::string& fields, std::string_view path, std::string_view component = "") {
  auto exclusions = deb::ReadExclusions(Bytes::Of(kFormat + fields), component);
  REQUIRE(exclusions.ok());
  const auto* pattern = exclusions->WhyExcluded(path);
  return pattern == nullptr ? "" : pattern->text + ":" + std::to_string(pattern->line);
}

}  // namespace

TEST_CASE("stars and question marks match slashes, and a folder takes all below it") {
  CHECK(Matches("*.js", "doc/a/b.js"));
  CHECK(Matches("doc/*/x", "doc/a/b/x"));
  CHECK(Matches("a?b", "a/b"));
  CHECK(Matches("win32", "win32/x/y.c"));
  CHECK_FALSE(Matches("win32", "win32.c"));
  CHECK_FALSE(Matches("win", "win32/x"));
  CHECK(Matches("a*c", "abcbc/d"));
  CHECK(Matches("*/test", "x/test/y/test2"));
  CHECK_FALSE(Matches("*/test", "x/tester"));
  CHECK(Matches("*", "anything/at/all"));
}

TEST_CASE("what is escaped, and what other patterns would act upon, stands for itself") {
  CHECK(Matches("a\\*b", "a*b"));
  CHECK_FALSE(Matches("a\\*b", "axb"));
  CHECK(Matches("a\\?", "a?"));
  CHECK(Matches("a\\\\b", "a\\b"));
  CHECK(Matches("[a].{c}", "[a].{c}"));
  CHECK_FALSE(Matches("[a]", "a"));
}

TEST_CASE("patterns are read from the header, with their lines, and the top folder may be left out") {
  const std::string fields = "Upstream-Name: p\nFiles-Excluded: win32/*.dll\n doc/rfc.txt  fonts/\n\nFiles: *\n";
  CHECK(Why(fields, "p-1.1/win32/a/b.dll") == "win32/*.dll:3");
  CHECK(Why(fields, "p-1.1/doc/rfc.txt") == "doc/rfc.txt:4");
  CHECK(Why(fields, "p-1.1/fonts/a.ttf") == "fonts:4");
  CHECK(Why(fields, "doc/rfc.txt") == "doc/rfc.txt:4");
  CHECK(Why(fields, "p-1.1/x/doc/rfc.txt").empty());
  CHECK(Why("Files-Excluded: */b.c\n", "p-1.1/b.c") == "*/b.c:2");
  CHECK(Why("Files-Excluded: x\n", "").empty());
}

TEST_CASE("a component has a field of its own, and what is included stays") {
  const std::string fields = "Files-Excluded: a\nFiles-Excluded-docs: b\nFiles-Included: a/keep\n";
  CHECK(Why(fields, "p/a/x") == "a:2");
  CHECK(Why(fields, "p/a/keep/x").empty());
  CHECK(Why(fields, "p/b").empty());
  CHECK(Why(fields, "p/b", "docs") == "b:3");
  CHECK(Why(fields, "p/a/x", "docs").empty());
}

TEST_CASE("a file of another format has no patterns, and an escape that none needs is an error") {
  const auto prose = deb::ReadExclusions(Bytes::Of("Format: free prose\nFiles-Excluded: a\n"), "");
  REQUIRE(prose.ok());
  CHECK(prose->excluded().empty());
  CHECK(deb::ReadExclusions(Bytes::Of(""), "").ok());
  const auto refused = deb::ReadExclusions(Bytes::Of(kFormat + "Files-Excluded: a\n b\\c\n"), "");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == Error::Kind::kMalformed);
}

TEST_CASE("patterns that would take for ever end without an answer, and too many are refused") {
  std::size_t steps = 1000;
  CHECK_FALSE(deb::MatchesExclusion("*a*a*a*ab", std::string(5000, 'a'), deb::Anchor::kWholeOrFolder, steps));
  CHECK(steps == 0);
  std::string many = "Files-Excluded:\n";
  for (std::size_t i = 0; i <= limits::kMaxExclusions; ++i) many += " x" + std::to_string(i) + "\n";
  const auto refused = deb::ReadExclusions(Bytes::Of(kFormat + many), "");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == Error::Kind::kLimit);
}

TEST_CASE("a debian/copyright damaged anywhere is an error or gives patterns that answer") {
  tests::ForEachDamage(kFormat + "Files-Excluded: win32/*.dll\n a\\*b\n", 10'000, [](Bytes bytes) {
    auto exclusions = deb::ReadExclusions(bytes, "");
    if (exclusions.ok()) static_cast<void>(exclusions->WhyExcluded("p/win32/x.dll"));
  });
}
