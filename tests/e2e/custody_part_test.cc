// Histories of which only a part is here, or is asked for: what is told, and what is said to be unknown.

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/analysis/custody/made_repository.h"
#include "tests/e2e/process.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

e2e::Ended Ask(const std::string& command, std::vector<std::string> words) {
  words.insert(words.begin(), {HS_BINARY, command});
  if (command == "custody") words.emplace_back("--no-store");
  return e2e::Run({std::move(words), {}});
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void AddYears(MadeRepository& repository, int years) {
  for (int year = 0; year < years; ++year) {
    repository.Add({.day = std::to_string(2010 + year) + "-06-01",
                    .author = "Maintainer One",
                    .files = {{"part/a.c", std::to_string(year)}}});
  }
  repository.Tag("v1.0", "Maintainer One", std::to_string(2010 + years) + "-01-01");
}

}  // namespace

TEST_CASE("of a shallow clone every commit that is here is read, and what needs the others is unknown: exit 3") {
  MadeRepository whole;
  AddYears(whole, 12);
  whole.Git({"status"});
  MadeRepository room;
  for (const int depth : {1, 2, 7}) {
    const std::string place = room.path() + "/" + std::to_string(depth);
    room.Git({"clone", "-q", "--depth", std::to_string(depth), "file://" + whole.path(), place});
    const auto told = Ask("custody", {"--as-of", "2022-01-01", place});
    const std::string here = depth == 1 ? "1 commit is here" : std::to_string(depth) + " commits are here";
    CHECK(told.status == 3);
    CHECK(Has(told.out, depth == 1 ? "1 commit 2021" : std::to_string(depth) + " commits 20"));
    CHECK(Has(told.out, "unknown: a shallow clone: only " + here));
    CHECK_FALSE(Has(told.out, "lone maintainer"));
    CHECK_FALSE(Has(told.out, "pushed in two years"));
    CHECK(Has(told.err, "fetch --unshallow gives the rest"));
    CHECK_FALSE(Has(told.err, "fsck"));
    CHECK_FALSE(Has(told.err, "grafts"));
    const auto json = Ask("custody", {"--json", "--as-of", "2022-01-01", place});
    CHECK(Has(json.out, "\"complete\": false"));
    CHECK(Has(json.out, "\"lone_maintainer\": null"));
    CHECK_FALSE(Has(json.out, "1970"));
    const auto upkeep = Ask("upkeep", {"--as-of", "2022-01-01", place});
    CHECK(upkeep.status == 3);
    CHECK(Has(upkeep.out, "not complete"));
    CHECK_FALSE(Has(upkeep.out, "0 projects"));
  }
}

TEST_CASE(
    "a history that begins at second 0, and one that has not begun on the day asked about, are no second witness") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  const std::string tree = repository.Git({"rev-parse", "HEAD^{tree}"}).substr(0, 40);
  const std::string person = "Maintainer One <maintainer.one@host.test> 0 +0000\n";
  std::ofstream(repository.path() + "/zero")
      << "tree " << tree << "\nauthor " << person << "committer " << person << "\nzero\n";
  const std::string zero = repository.Git({"hash-object", "-t", "commit", "-w", "zero"}).substr(0, 40);
  repository.Git({"update-ref", "refs/heads/old", zero});
  repository.Git({"commit", "-q", "--allow-empty", "-m", "of today"});
  const auto told = Ask("custody", {"--as-of", "2021-01-01", repository.path()});
  CHECK(told.status == 0);
  CHECK(Has(told.out, "2 commits 1970 to 2020,"));  // who names a day knows that there are later ones
  CHECK(Has(Ask("custody", {"--json", "--as-of", "2021-01-01", repository.path()}).out, "\"commits_after_as_of\": 1"));
  const auto before = Ask("custody", {"--as-of", "1960-01-01", repository.path()});
  CHECK(Has(before.out, "0 commits (3 dated after 1960-01-01 left out)"));
  CHECK_FALSE(Has(before.out, "witness"));
  const auto json = Ask("custody", {"--json", "--as-of", "1960-01-01", repository.path()});
  CHECK(Has(json.out, "\"first\": null"));
  CHECK(Has(json.out, "\"commits_after_as_of\": 3,"));
}

TEST_CASE("commits that claim to be of the future are left out, and that is said") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  repository.Add({.day = "2099-01-01", .author = "Maintainer One", .files = {{"a.c", "2"}}});
  repository.Git({"status"});
  CHECK(Has(Ask("custody", {repository.path()}).out, "1 commit 2020 to 2020 (1 dated after 20"));
}

TEST_CASE("a day that no month has is refused: exit 2") {
  MadeRepository repository;
  AddYears(repository, 2);
  repository.Git({"status"});
  for (const char* day : {"2023-02-31", "2023-02-29", "2023-04-31", "2023-00-10"}) {
    CHECK(Ask("custody", {"--as-of", day, repository.path()}).status == 2);
  }
  CHECK(Ask("custody", {"--as-of", "2024-02-29", repository.path()}).status == 0);
}

TEST_CASE("a ledger of what is no OSS-Fuzz is no answer: exit 3; of one without events there is nothing more") {
  MadeRepository other;
  AddYears(other, 2);
  other.Git({"status"});
  const auto refused = Ask("custody", {"--ledger", other.path()});
  CHECK(refused.status == 3);
  CHECK(refused.out.empty());
  CHECK(Has(refused.err, "no clone of OSS-Fuzz: no projects/ folder"));
  CHECK(Has(refused.err, "hint: "));
  other.Add({.day = "2014-01-01", .author = "Maintainer One", .files = {{"projects/a/build.sh", "make\n"}}});
  other.Git({"status"});
  const auto quiet = Ask("custody", {"--ledger", other.path()});
  CHECK(quiet.status == 0);
  CHECK_FALSE(Has(quiet.out, "more (--json)"));
}

TEST_CASE("of two commits of one second the one that the other builds on is first, whatever refs name them") {
  MadeRepository repository;
  for (const char* text : {"first", "second", "third"}) {
    repository.Add({.day = "2020-01-01", .author = "Maintainer One", .message = text, .files = {{"a.c", text}}});
  }
  repository.Git({"status"});
  repository.Git({"branch", "old", "HEAD~2"});
  const auto told = Ask("custody", {"--json", "--as-of", "2021-01-01", repository.path()});
  CHECK(Has(told.out, "\"kind\": \"first-authored\""));
  CHECK(Has(told.out, "\"detail\": \"first\""));
  CHECK_FALSE(Has(told.out, "\"detail\": \"second\""));
  CHECK_FALSE(Has(told.out, "\"detail\": \"third\""));
}

TEST_CASE("since a day only people with events since are told, and a folder of a work tree is its repository") {
  MadeRepository repository;
  AddYears(repository, 12);
  repository.Git({"status"});
  repository.Git({"reset", "-q", "--hard"});
  const auto told = Ask("custody", {"--since", "2025-01-01", "--as-of", "2026-01-01", repository.path() + "/part"});
  CHECK(told.status == 0);
  CHECK(Has(told.out, "12 commits 2010 to 2021"));
  CHECK_FALSE(Has(told.out, "Maintainer One   12"));
}
