#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/analysis/custody/made_repository.h"
#include "tests/e2e/process.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

e2e::Ended Custody(const MadeRepository& repository, const std::string& day, std::vector<std::string> words,
                   const std::string& program = HS_BINARY) {
  words.insert(words.begin(), {program, "custody", "--json", "--as-of", day, repository.path()});
  return e2e::Run({std::move(words), {"HOME=" + repository.path()}});
}

// With the store the answer is the one without.
void CheckSame(MadeRepository& repository) {
  repository.Git({"status"});
  for (const std::string day : {"2026-01-01", "2026-01-02", "2026-01-02", "2021-06-01"}) {
    const auto anew = Custody(repository, day, {"--no-store"});
    const auto again = Custody(repository, day, {});
    CHECK(anew.status == 0);
    CHECK(again.status == anew.status);
    CHECK(again.out == anew.out);
  }
}

// Years of one maintainer, so that who comes later is a newcomer whose files are read.
void MakeMature(MadeRepository& repository) {
  for (int i = 0; i < 48; ++i) {
    const std::string month = std::to_string(1 + i % 12);
    repository.Add({.day = std::to_string(2016 + i / 12) + "-" + (month.size() < 2 ? "0" : "") + month + "-03",
                    .author = "Maintainer One",
                    .files = {{"a.c", "snprintf(buf, n, x);\n" + std::to_string(i)}}});
  }
  repository.Tag("v1.0", "Maintainer One", "2019-12-31");
}

}  // namespace

TEST_CASE("a repository that grows by commits, branches and tags is answered as without a store, each time") {
  MadeRepository repository;
  MakeMature(repository);
  CheckSame(repository);
  for (int day = 10; day < 22; ++day) {
    repository.Add({.day = "2020-03-" + std::to_string(day),
                    .author = "New Comer",
                    .files = {{"a.c", "sprintf(buf, x);\n" + std::to_string(day)},
                              {".gitignore", "build-" + std::to_string(day) + ".m4\n"},
                              {"tests/data.bin", std::string(64, '\1') + std::to_string(day)}}});
    if (day % 4 == 0) CheckSame(repository);
  }
  CheckSame(repository);
  repository.Tag("v2.0", "New Comer", "2020-03-22");
  CheckSame(repository);
  const auto told = Custody(repository, "2026-01-03", {}).out;
  for (const char* word : {"unsafe-call", "ignored-code-file", "blob-added", "blob-before-release"}) {
    CHECK(told.find(word) != std::string::npos);
  }
  repository.Git({"branch", "side", "HEAD~5"});
  CheckSame(repository);
  repository.Git({"checkout", "-q", "-f", "side"});
  repository.Git({"commit", "-q", "--allow-empty", "-m", "on the side", "--date", "2020-04-01T00:00:00Z"});
  CheckSame(repository);
  repository.Git({"merge", "-q", "-m", "both", "main"});
  CheckSame(repository);
}

TEST_CASE("a repository whose history is rewritten, pruned and shortened is answered as without a store") {
  MadeRepository repository;
  MakeMature(repository);
  for (int day = 10; day < 15; ++day) {
    repository.Add({.day = "2020-03-" + std::to_string(day),
                    .author = "New Comer",
                    .files = {{"configure.ac", "AC_INIT(" + std::to_string(day) + ")\n"}}});
  }
  CheckSame(repository);
  repository.Git({"reset", "-q", "--hard", "HEAD~3"});
  CheckSame(repository);
  repository.Git({"commit", "-q", "--amend", "--allow-empty", "-m", "another"});
  CheckSame(repository);
  repository.Git({"reflog", "expire", "--expire=now", "--all"});
  repository.Git({"gc", "-q", "--prune=now"});
  repository.Git({"commit", "-q", "--allow-empty", "-m", "after the others were pruned"});
  CheckSame(repository);
  repository.Git({"checkout", "-q", "--orphan", "fresh"});
  repository.Git({"commit", "-q", "--allow-empty", "-m", "a root of its own"});
  CheckSame(repository);
}

TEST_CASE("the next run tells how many commits it knew") {
  MadeRepository repository;
  MakeMature(repository);
  CheckSame(repository);
  repository.Git({"commit", "-q", "--allow-empty", "-m", "one more"});
  const auto again = Custody(repository, "2026-01-03", {"--verbose"});
  CHECK(again.err.find("48 commits of " + repository.path() + " were known from the store") != std::string::npos);
}

TEST_CASE("another build of the program believes nothing that this one stored, neither answers nor commits") {
  MadeRepository repository;
  MakeMature(repository);
  CheckSame(repository);
  const auto known = [&](const std::string& day, const std::string& program) {
    return Custody(repository, day, {"--verbose"}, program).err;
  };
  const std::string none = "0 commits of " + repository.path() + " were known from the store";
  const std::string all = "48 commits of " + repository.path() + " were known from the store";
  CHECK(known("2026-01-03", HS_BINARY).find(all) != std::string::npos);
  CHECK(known("2026-01-03", HS_BINARY).empty());

  // The same program with one bit of its build id changed.
  std::ifstream file(HS_BINARY, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t note = bytes.find(std::string_view("\4\0\0\0\x14\0\0\0\3\0\0\0GNU\0", 16));
  REQUIRE(note < bytes.size() - 36);
  bytes[note + 16] = static_cast<char>(bytes[note + 16] ^ 1);
  const std::string other = repository.path() + "/other-build";
  std::ofstream(other, std::ios::binary) << bytes;
  std::filesystem::permissions(other, std::filesystem::perms::owner_all);
  CHECK(known("2026-01-03", other).find(none) != std::string::npos);
  CHECK(known("2026-01-04", other).find(all) != std::string::npos);
  CHECK(known("2026-01-04", HS_BINARY).find(none) != std::string::npos);
}
