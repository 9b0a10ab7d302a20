#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "analysis/store/database.h"
#include "analysis/store/place.h"
#include "analysis/store/writer.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::store;  // NOLINT(google-build-using-namespace)

namespace {

// A directory for one store.
class Room {
 public:
  Room() {
    std::string name = "/tmp/halfsecond-store-XXXXXX";
    place_.directory = mkdtemp(name.data());
    place_.file = place_.directory + "/survey.db";
  }
  ~Room() {
    for (const char* suffix : {"", "-journal"}) static_cast<void>(std::remove((place_.file + suffix).c_str()));
    rmdir(place_.directory.c_str());
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  store::Writer Start() const {
    auto writer = Writer::Start(place_, Writer::Confined::kYes);
    REQUIRE(writer.ok());
    return std::move(*writer);
  }
  Result<Database> Open() const { return Database::Open(place_.file, Database::Access::kOwn); }
  const std::string& file() const { return place_.file; }

 private:
  store::Place place_;
};

std::size_t PagesIn(const Room& place) {
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto pages = database->PagesOf("1:2");
  REQUIRE(pages.ok());
  return pages->size();
}

std::string PageAt(const Database::Pages& pages, PageKey key) {
  for (const auto& [at, page] : pages) {
    if (at == key) return page;
  }
  return "";
}

}  // namespace

TEST_CASE("what the writer keeps is read back, by system") {
  const Room place;
  Writer writer = place.Start();
  writer.Put("1:2", {1, 10}, "page ten");
  writer.Put("1:2", {1, 11}, std::string(300'000, 'x'));
  writer.PutAnswer("1:2", "{}");
  REQUIRE(writer.Finish().ok());
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto pages = database->PagesOf("1:2");
  REQUIRE(pages.ok());
  CHECK(PageAt(*pages, {1, 10}) == "page ten");
  CHECK(PageAt(*pages, {1, 11}).size() == 300'000);
  CHECK(database->PagesOf("3:4")->empty());
  CHECK(*database->Answer("1:2") == "{}");
  CHECK_FALSE(database->Answer("3:4").ok());
}

TEST_CASE("a later survey replaces and forgets pages") {
  const Room place;
  Writer first = place.Start();
  first.Put("1:2", {1, 10}, "old");
  first.Put("1:2", {1, 11}, "gone");
  REQUIRE(first.Finish().ok());
  Writer second = place.Start();
  second.Put("1:2", {1, 10}, "new");
  second.Forget("1:2", {1, 11});
  REQUIRE(second.Finish().ok());
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto pages = database->PagesOf("1:2");
  REQUIRE(pages.ok());
  CHECK(pages->size() == 1);
  CHECK(PageAt(*pages, {1, 10}) == "new");
}

TEST_CASE("a survey that dies before its end leaves the store as it was") {
  const Room place;
  Writer first = place.Start();
  first.Put("1:2", {1, 10}, "kept");
  REQUIRE(first.Finish().ok());
  {
    Writer dying = place.Start();
    dying.Put("1:2", {1, 10}, "half");
    dying.Put("1:2", {1, 11}, "half");
  }
  usleep(300'000);
  CHECK(PagesIn(place) == 1);
}

TEST_CASE("a second survey does not wait long for the first, and says so") {
  const Room place;
  const auto first = Database::OpenToWrite(place.file());
  REQUIRE(first.ok());
  Writer second = place.Start();
  second.Put("1:2", {1, 11}, "second");
  const auto kept = second.Finish();
  REQUIRE_FALSE(kept.ok());
  CHECK(kept.error().what == "another run is writing");
}

TEST_CASE("a file that is no database is told as damaged, and replaced by the next who writes") {
  const Room place;
  std::ofstream(place.file()) << std::string(10'000, 'z');
  const auto damaged = place.Open();
  REQUIRE_FALSE(damaged.ok());
  CHECK(damaged.error().kind == Error::Kind::kMalformed);
  Writer writer = place.Start();
  writer.Put("1:2", {1, 10}, "page");
  REQUIRE(writer.Finish().ok());
  CHECK(PagesIn(place) == 1);
}

TEST_CASE("a database that is damaged in its middle is removed by who cannot write it, and made anew by the next") {
  const Room place;
  {
    store::Writer writer = place.Start();
    for (std::uint64_t i = 0; i < 2000; ++i) writer.Put("1:2", {1, i}, std::string(500, 'x'));
    REQUIRE(writer.Finish().ok());
  }
  std::fstream file(place.file(), std::ios::in | std::ios::out | std::ios::binary);
  for (int page = 1; page < 200; ++page) {
    file.seekp(std::streamoff{4096} * page);
    file.write("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
  }
  file.close();
  store::Writer first = place.Start();
  first.Put("1:2", {1, 7}, "page");
  CHECK_FALSE(first.Finish().ok());
  store::Writer second = place.Start();
  second.Put("1:2", {1, 7}, "page");
  REQUIRE(second.Finish().ok());
  CHECK(PagesIn(place) == 1);
}

TEST_CASE("a database of another version is left unread and replaced") {
  const Room place;
  {
    Writer writer = place.Start();
    writer.Put("1:2", {1, 10}, "page");
    REQUIRE(writer.Finish().ok());
  }
  std::fstream file(place.file(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(60);  // user_version, big-endian (sqlite.org/fileformat2.html, 1.3)
  file.write("\0\0\0\x63", 4);
  file.close();
  const auto other = place.Open();
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().kind == Error::Kind::kUnsupported);
  Writer writer = place.Start();
  writer.Put("1:2", {1, 12}, "page");
  REQUIRE(writer.Finish().ok());
  CHECK(PagesIn(place) == 1);
}
