#include "readers/git/log_stream.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kA(40, 'a');
const std::string kB(40, 'b');
const std::string kZero(40, '0');

// A commit as git prints it.
std::string Commit(const std::string& id, const std::string& parents, const std::string& message) {
  return id + "\n" + parents +
         "\nNewcomer\nnew@host.test\n1672414471 +0800\nMaintainer One\none@host.test\n1672500000 -0330\n" + message +
         '\0' + '\0';
}

std::string Change(const std::string& status, const std::string& path) {
  return ":100644 100644 " + kZero + " " + kB + " " + status + '\0' + path + '\0';
}

struct Taken : git::LogSink {
  std::vector<std::string> lines;
  Result<void> TakeCommit(const git::LogCommit& commit) override {
    lines.push_back(commit.id.Hex(4) + "|" + std::string(commit.author.name) + "|" +
                    std::to_string(commit.author.zone_minutes) + "|" + std::to_string(commit.committer.seconds) + "|" +
                    std::to_string(commit.committer.zone_minutes) + "|" + std::to_string(commit.parent_count) + "|" +
                    std::string(commit.message));
    is_broken = commit.author.is_date_broken;
    return {};
  }
  Result<void> TakeChange(const git::LogChange& change) override {
    lines.push_back(std::string(1, change.status) + " " + std::string(change.path));
    return {};
  }
  bool is_broken = false;
};

}  // namespace

TEST_CASE("commits and their changes come in the order of the log, with dates, zones and whole messages") {
  const std::string log = Commit(kA, kB, "subject\n\nbody\n") + "\n" + Change("M", "src/a b.c") +
                          Change("A", "new\nline") + Commit(kB, "", "root");
  Taken taken;
  git::LogReader reader(taken);
  REQUIRE(reader.Feed(Bytes::Of(log)).ok());
  REQUIRE(reader.Finish().ok());
  CHECK(taken.lines == std::vector<std::string>{"aaaa|Newcomer|480|1672500000|-210|1|subject\n\nbody\n", "M src/a b.c",
                                                "A new\nline", "bbbb|Newcomer|480|1672500000|-210|0|root"});
}

TEST_CASE("it does not matter where the stream is cut into pieces") {
  const std::string log = Commit(kA, kB + " " + kB, "s") + "\n" + Change("D", "x") + Commit(kB, "", "");
  Taken whole;
  git::LogReader at_once(whole);
  REQUIRE(at_once.Feed(Bytes::Of(log)).ok());
  for (std::size_t size = 1; size < 50; ++size) {
    Taken taken;
    git::LogReader reader(taken);
    for (std::size_t at = 0; at < log.size(); at += size) {
      REQUIRE(reader.Feed(Bytes::Of(std::string_view(log).substr(at, size))).ok());
    }
    REQUIRE(reader.Finish().ok());
    CHECK(taken.lines == whole.lines);
  }
}

TEST_CASE("a date that is no number, or of no year that is, is broken and counts as 0") {
  for (const std::string date : {"never", "-5 +0000", "99999999999999999999 +0000", "9000000000 +0000"}) {
    Taken taken;
    git::LogReader reader(taken);
    const std::string log = kA + "\n\nN\na\n" + date + "\nN\na\n1 +0000\nm" + '\0';
    REQUIRE(reader.Feed(Bytes::Of(log)).ok());
    CHECK(taken.is_broken);
  }
}

TEST_CASE("a stream that ends inside a record is truncated") {
  const std::string log = Commit(kA, kB, "s") + "\n" + Change("M", "path");
  for (std::size_t cut = 1; cut < log.size(); ++cut) {
    Taken taken;
    git::LogReader reader(taken);
    const auto fed = reader.Feed(Bytes::Of(std::string_view(log).substr(0, cut)));
    if (fed.ok() && log[cut - 1] != '\0') CHECK(reader.Finish().error().kind == Error::Kind::kTruncated);
  }
}

TEST_CASE("a name of a megabyte is cut, a field over the limit is refused") {
  Taken taken;
  git::LogReader reader(taken);
  const std::string log = kA + "\n\n" + std::string(1U << 20U, 'x') + "\na\n1 +0000\nN\na\n1 +0000\nm" + '\0';
  REQUIRE(reader.Feed(Bytes::Of(log)).ok());
  CHECK(taken.lines.at(0).size() < 1000);
  const std::string piece(1U << 20U, 'y');
  Result<void> fed;
  for (int i = 0; fed.ok() && i < 32; ++i) fed = reader.Feed(Bytes::Of(piece));
  REQUIRE_FALSE(fed.ok());
  CHECK(fed.error().kind == Error::Kind::kLimit);
}

TEST_CASE("10000 damaged logs are refused or read, and never more commits come out than ids went in") {
  const std::string log = Commit(kA, kB, "one\n\nReviewed-by: Maintainer One\n") + "\n" + Change("M", "a.c") +
                          Commit(kB, "", "two") + "\n" + Change("A", "b.c");
  int refused = 0;
  ForEachDamage(log, 10000, [&](Bytes damaged) {
    Taken taken;
    git::LogReader reader(taken);
    if (!reader.Feed(damaged).ok() || !reader.Finish().ok()) ++refused;
    CHECK(taken.lines.size() <= 10);
  });
  CHECK(refused > 1000);
}
