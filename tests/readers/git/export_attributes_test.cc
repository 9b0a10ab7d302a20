#include "readers/git/export_attributes.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

bool Matches(std::string_view pattern, std::string_view text) {
  std::size_t steps = 10'000;
  return git::MatchesPattern(pattern, text, steps);
}

// "FILE:LINE" of the rule that leaves `path` out, or "".
std::string Why(git::ExportAttributes& rules, std::string_view path) {
  const auto* rule = rules.WhyIgnored(path);
  return rule == nullptr ? "" : rule->file + ":" + std::to_string(rule->line);
}

}  // namespace

TEST_CASE("patterns are those of gitignore") {
  CHECK(Matches("*.yml", "a.yml"));
  CHECK_FALSE(Matches("*.yml", "b/a.yml"));
  CHECK(Matches("doc/*.txt", "doc/a.txt"));
  CHECK_FALSE(Matches("doc/*.txt", "doc/b/a.txt"));
  CHECK(Matches("**/a", "a"));
  CHECK(Matches("**/a", "x/y/a"));
  CHECK(Matches("x/**", "x/y/z"));
  CHECK(Matches("x/**/z", "x/z"));
  CHECK(Matches("x/**/z", "x/y/w/z"));
  CHECK(Matches("a?c[0-9][!x]", "abc5y"));
  CHECK_FALSE(Matches("a?c", "a/c"));
  CHECK_FALSE(Matches("[!a]", "/"));
  CHECK(Matches("\\*", "*"));
  CHECK_FALSE(Matches("\\*", "x"));
  CHECK(Matches("", ""));
  CHECK_FALSE(Matches("[", "x"));
}

TEST_CASE("a path is left out by its own rule, a directory's or a later line's word") {
  git::ExportAttributes rules;
  rules.Add("", Bytes::Of("# words\n/.github export-ignore\n*.yml text export-ignore\nkeep.yml -export-ignore\n"
                          "tests/ export-ignore\n\"quoted\" export-ignore\n[attr]x export-ignore\nonly text\n"));
  rules.Add("doc/", Bytes::Of("internal/*.md export-ignore\r\n"));
  CHECK(Why(rules, ".github/workflows/ci.sh") == ".gitattributes:2");
  CHECK(Why(rules, "x/.github/a").empty());
  CHECK(Why(rules, "a/b.yml") == ".gitattributes:3");
  CHECK(Why(rules, "a/keep.yml").empty());
  CHECK(Why(rules, "tests/a.c") == ".gitattributes:5");
  CHECK(Why(rules, "tests").empty());
  CHECK(Why(rules, "quoted").empty());
  CHECK(Why(rules, "only").empty());
  CHECK(Why(rules, "doc/internal/a.md") == "doc/.gitattributes:1");
  CHECK(Why(rules, "internal/a.md").empty());
}

TEST_CASE("patterns that would take for ever end without an answer") {
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "*a";
  std::size_t steps = 100'000;
  CHECK_FALSE(git::MatchesPattern(pattern, std::string(200, 'a') + "b", steps));
  CHECK(steps == 0);
  git::ExportAttributes rules;
  std::string many;
  for (std::size_t i = 0; i < limits::kMaxExportRules + 10; ++i) many += "x" + std::to_string(i) + " export-ignore\n";
  rules.Add("", Bytes::Of(many));
  CHECK(Why(rules, "x" + std::to_string(limits::kMaxExportRules - 1)) != "");
  CHECK(Why(rules, "x" + std::to_string(limits::kMaxExportRules + 1)).empty());
}
