#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "analysis/store/database.h"
#include "analysis/store/place.h"
#include "analysis/store/writer.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::store;  // NOLINT(google-build-using-namespace)

namespace {

constexpr const char* kMaker = "this build";

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

  store::Writer Start(const std::string& maker = kMaker) const {
    auto writer = Writer::Start(place_, maker, Writer::Confined::kYes);
    REQUIRE(writer.ok());
    return std::move(*writer);
  }
  Result<Database> Open() const { return Database::Open(place_.file, Database::Access::kOwn); }
  const std::string& file() const { return place_.file; }
  void Bound(std::uint64_t most_bytes) { place_.most_bytes = most_bytes; }

 private:
  store::Place place_;
};

std::size_t PagesIn(const Room& place) {
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto pages = database->PagesOf("1:2", kMaker);
  REQUIRE(pages.ok());
  return pages->size();
}

// Twenty pages, 200,000 bytes.
void PutMany(const Room& place, const std::string& subject) {
  store::Writer writer = place.Start();
  for (std::uint64_t i = 0; i < 20; ++i) writer.Put(subject, {1, i}, std::string(10'000, 'x'));
  writer.PutAnswer(subject, "answer");
  REQUIRE(writer.Finish().ok());
}

// How many pages and answers there are of `subject`.
std::size_t Kept(const Room& place, const std::string& subject) {
  auto database = place.Open();
  REQUIRE(database.ok());
  return database->PagesOf(subject, kMaker)->size() + (database->Answer(subject).ok() ? 1U : 0U);
}

// Makes every use of before two hours older.
void Age(const Room& place) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(place.file().c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, "UPDATE subject SET used = used - 7200000000000", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
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
  const auto pages = database->PagesOf("1:2", kMaker);
  REQUIRE(pages.ok());
  CHECK(PageAt(*pages, {1, 10}) == "page ten");
  CHECK(PageAt(*pages, {1, 11}).size() == 300'000);
  CHECK(database->PagesOf("3:4", kMaker)->empty());
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
  const auto pages = database->PagesOf("1:2", kMaker);
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
  const auto first = Database::OpenToWrite(place.file(), 1 << 20);
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

TEST_CASE("what another build of the program wrote is not read, and goes when this one writes there") {
  const Room place;
  Writer other = place.Start("another build");
  other.Put("1:2", {1, 10}, "theirs");
  other.Put("1:2", {1, 11}, "theirs");
  other.Put("3:4", {1, 10}, "theirs");
  other.PutAnswer("1:2", "{}");
  REQUIRE(other.Finish().ok());
  CHECK(PagesIn(place) == 0);
  Writer own = place.Start();
  own.Put("1:2", {1, 10}, "ours");
  REQUIRE(own.Finish().ok());
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto pages = database->PagesOf("1:2", kMaker);
  REQUIRE(pages->size() == 1);
  CHECK(PageAt(*pages, {1, 10}) == "ours");
  CHECK(database->PagesOf("1:2", "another build")->empty());
  CHECK(database->PagesOf("3:4", "another build")->size() == 1);
  CHECK(database->Answer("1:2").ok());
}

TEST_CASE("a store never grows past its bound: whole subjects go, the one unused longest first, and the file shrinks") {
  Room place;
  place.Bound(1'000'000);
  std::uintmax_t largest = 0;
  for (int i = 0; i < 12; ++i) {
    PutMany(place, "subject " + std::to_string(i));
    largest = std::max(largest, std::filesystem::file_size(place.file()));
  }
  CHECK(largest <= 1'000'000);
  for (int i = 0; i < 8; ++i) CHECK(Kept(place, "subject " + std::to_string(i)) == 0);
  for (int i = 8; i < 12; ++i) CHECK(Kept(place, "subject " + std::to_string(i)) == 21);
}

TEST_CASE("a subject that is only used, and not written, stays before one that is not used") {
  Room place;
  place.Bound(700'000);
  PutMany(place, "used");
  PutMany(place, "unused");
  Age(place);
  store::Writer writer = place.Start();
  writer.Use("used");
  REQUIRE(writer.Finish().ok());
  PutMany(place, "third");
  PutMany(place, "fourth");
  CHECK(Kept(place, "used") == 21);
  CHECK(Kept(place, "unused") == 0);
  CHECK(Kept(place, "fourth") == 21);
}

TEST_CASE("a subject that alone is larger than the bound is not kept, and one of over twice that is refused") {
  Room place;
  place.Bound(100'000);
  {
    store::Writer writer = place.Start();
    for (std::uint64_t i = 0; i < 15; ++i) writer.Put("large", {1, i}, std::string(10'000, 'x'));
    REQUIRE(writer.Finish().ok());
  }
  CHECK(Kept(place, "large") == 0);
  CHECK(std::filesystem::file_size(place.file()) <= 100'000);
  store::Writer writer = place.Start();
  for (std::uint64_t i = 0; i < 50; ++i) writer.Put("huge", {1, i}, std::string(10'000, 'x'));
  const auto kept = writer.Finish();
  REQUIRE_FALSE(kept.ok());
  CHECK(kept.error().what == "database or disk is full");
  CHECK(std::filesystem::file_size(place.file()) <= 100'000);
}
