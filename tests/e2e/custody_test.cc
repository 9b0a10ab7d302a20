#include "facts/custody.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/analysis/custody/made_repository.h"
#include "tests/e2e/process.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

e2e::Ended Custody(std::vector<std::string> words, std::vector<std::string> environment = {}) {
  words.insert(words.begin(), {HS_BINARY, "custody", "--no-store"});
  return e2e::Run({std::move(words), std::move(environment)});
}

// With the cache that a user has.
e2e::Ended Cached(const MadeRepository& repository) {
  return e2e::Run({{HS_BINARY, "custody", repository.path()}, {"HOME=" + repository.path()}});
}

}  // namespace

TEST_CASE("custody of what is no repository is one line with a hint: 2 when it is not there, 3 when it is") {
  const auto absent = Custody({"/nonexistent/place"});
  CHECK(absent.status == 2);
  CHECK(e2e::Lines(absent.err).size() == 2);
  const auto other = Custody({"/usr"});
  CHECK(other.status == 3);
  CHECK(other.err.find("no git repository") != std::string::npos);
  MadeRepository empty;
  const auto nothing = Custody({empty.path()});
  CHECK(nothing.status == 3);
  CHECK(nothing.err.find("no commits") != std::string::npos);
}

TEST_CASE("every commit of the log is counted, and the one who pushes alone is named") {
  MadeRepository repository;
  for (int month = 1; month <= 9; ++month) {
    repository.Add({.day = "2020-0" + std::to_string(month) + "-01",
                    .author = "Maintainer One",
                    .files = {{"a.c", std::to_string(month)}}});
  }
  repository.Tag("v1.0", "Maintainer One", "2020-09-02");
  repository.Git({"status"});
  const auto told = Custody({"--as-of", "2020-12-31", repository.path()});
  CHECK(told.status == 0);
  CHECK(told.out.find("9 commits 2020 to 2020, 1 tag") != std::string::npos);
  CHECK(told.out.find("lone maintainer: Maintainer One") != std::string::npos);
  const std::string step = "halfsecond upkeep --as-of=2020-12-31 " + repository.path() + "\n";
  CHECK(told.out.ends_with("next: " + step));
  const auto next = e2e::Run({{"bash", "-c", "halfsecond() { " HS_BINARY " \"$@\"; }; " + step}});
  CHECK_MESSAGE(next.status == 0, next.err);
  CHECK(Custody({"--as-of", "2020-03-31", repository.path()}).out.find("3 commits") != std::string::npos);
}

TEST_CASE("a second run on the same state gives the same answer from the first, and a new commit a new one") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  repository.Git({"status"});
  const auto first = Cached(repository);
  const auto second = Cached(repository);
  CHECK(first.out == second.out);
  CHECK(Custody({repository.path()}).out == first.out);
  repository.Add({.day = "2020-02-01", .author = "Maintainer One", .files = {{"a.c", "2"}}});
  repository.Git({"status"});
  CHECK(Cached(repository).out.find("2 commits") != std::string::npos);
}

TEST_CASE("who joins a lone maintainer and comes to release is red from that day on, and not a day before") {
  MadeRepository repository;
  const auto day = [](int number) {
    const std::string text = TimeText(*ParseDate("2016-01-01") + number * 86400LL);
    return text.substr(0, 10);
  };
  for (int i = 0; i < 200; ++i)
    repository.Add({.day = day(i * 10), .author = "Maintainer One", .files = {{"a.c", std::to_string(i)}}});
  repository.Tag("v1.0", "Maintainer One", day(1995));
  for (int i = 0; i < 60; ++i)
    repository.Add({.day = day(2000 + i), .author = "New Comer", .files = {{"b.c", std::to_string(i)}}});
  repository.Tag("v2.0", "New Comer", day(2100));
  repository.Git({"status"});
  const auto replay = Custody({"--replay", "--as-of", "2022-12-31", repository.path()});
  CHECK(replay.out.find(day(2100) + "  red   control-changed-hands: New Comer") != std::string::npos);
  CHECK(Custody({"--as-of", day(2099), "--fail-on", "red", repository.path()}).status == 0);
  CHECK(Custody({"--as-of", day(2100), "--fail-on", "red", repository.path()}).status == 1);
  CHECK(Custody({"--since", day(2101), "--as-of", "2022-12-31", "--fail-on", "red", repository.path()}).status == 0);
  const std::string step = "halfsecond custody --elsewhere='New Comer' " + repository.path() + "\n";
  CHECK(Custody({repository.path()}).out.ends_with("next: " + step));
  const auto next = e2e::Run({{"bash", "-c", "halfsecond() { " HS_BINARY " \"$@\" --no-store; }; " + step}});
  CHECK(next.out.find("first authored") != std::string::npos);
  const auto elsewhere = Custody({"--elsewhere", "New Comer", repository.path()});
  CHECK(elsewhere.out.find("first authored") != std::string::npos);
  CHECK(Custody({"--elsewhere", "Nobody Here", repository.path()}).status == 2);
  CHECK(Custody({repository.path()}).out.find("new.comer@host.test") == std::string::npos);
  CHECK(Custody({"--addresses", repository.path()}).out.find("new.comer@host.test") != std::string::npos);
}

TEST_CASE("a tag of a tag counts as one, with its own hand and day; of a file it is none, and one not here is told") {
  MadeRepository repository;
  repository.Add({.day = "2020-01-01", .author = "Maintainer One", .files = {{"a.c", "1"}}});
  repository.Tag("v1.0", "Maintainer One", "2020-01-02");
  repository.Git({"tag", "-a", "-m", "the release", "v1.0-rel", "v1.0"});
  repository.Git({"tag", "-a", "-m", "the release of it", "v1.0-rel-rel", "v1.0-rel"});
  repository.Git({"tag", "key", "HEAD:a.c"});
  const auto whole = Custody({"--json", repository.path()});
  CHECK(whole.status == 0);
  CHECK(whole.out.find("\"tags\": 3,") != std::string::npos);
  CHECK(whole.out.find("\"tags_of_no_commit\": 1,") != std::string::npos);
  std::string last = "v1.0";
  for (int depth = 0; depth < 10; ++depth) {
    repository.Git({"tag", "-a", "-m", "one more", last + "x", last});
    last += "x";
  }
  const auto deep = Custody({"--json", repository.path()});
  CHECK(deep.status == 3);
  CHECK(deep.out.find("\"tags\": 10,") != std::string::npos);
  CHECK(deep.out.find("3 tags cannot be read") != std::string::npos);
  CHECK(deep.out.find("\"complete\": false") != std::string::npos);
}
