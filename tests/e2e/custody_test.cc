#include <doctest/doctest.h>

#include <string>

#include "tests/analysis/custody/made_repository.h"
#include "tests/e2e/process.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

e2e::Ended Custody(std::vector<std::string> words, std::vector<std::string> environment = {}) {
  words.insert(words.begin(), {HS_BINARY, "custody"});
  return e2e::Run({std::move(words), std::move(environment)});
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
  CHECK(Custody({"--as-of", "2020-03-31", repository.path()}).out.find("3 commits") != std::string::npos);
}
