#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "analysis/survey/store_database.h"
#include "analysis/survey/store_place.h"
#include "analysis/survey/store_writer.h"

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::survey;  // NOLINT(google-build-using-namespace)

namespace {

// A directory for one store.
class Place {
 public:
  Place() {
    std::string name = "/tmp/halfsecond-store-XXXXXX";
    place_.directory = mkdtemp(name.data());
    place_.file = place_.directory + "/survey.db";
  }
  ~Place() {
    for (const char* suffix : {"", "-journal"}) std::remove((place_.file + suffix).c_str());
    rmdir(place_.directory.c_str());
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  StoreWriter Writer() const {
    auto writer = StoreWriter::Start(place_, "1:2", StoreWriter::Confined::kYes);
    REQUIRE(writer.ok());
    return std::move(*writer);
  }
  Result<StoreDatabase> Open() const { return StoreDatabase::Open(place_.file, StoreDatabase::Access::kOwn); }
  const std::string& file() const { return place_.file; }

 private:
  StorePlace place_;
};

std::size_t PagesIn(const Place& place) {
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto folders = database->Folders("1:2");
  REQUIRE(folders.ok());
  return folders->pages().size();
}

}  // namespace

TEST_CASE("what the writer keeps is read back, by system") {
  const Place place;
  StoreWriter writer = place.Writer();
  writer.PutFolder({1, 10}, "page ten");
  writer.PutFolder({1, 11}, std::string(300'000, 'x'));
  writer.PutAnswer("{}");
  REQUIRE(writer.Finish().ok());
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto folders = database->Folders("1:2");
  REQUIRE(folders.ok());
  CHECK(folders->pages().at({1, 10}) == "page ten");
  CHECK(folders->pages().at({1, 11}).size() == 300'000);
  CHECK(database->Folders("3:4")->pages().empty());
  CHECK(*database->Answer("1:2") == "{}");
  CHECK_FALSE(database->Answer("3:4").ok());
}

TEST_CASE("a later survey replaces and forgets pages") {
  const Place place;
  StoreWriter first = place.Writer();
  first.PutFolder({1, 10}, "old");
  first.PutFolder({1, 11}, "gone");
  REQUIRE(first.Finish().ok());
  StoreWriter second = place.Writer();
  second.PutFolder({1, 10}, "new");
  second.ForgetFolder({1, 11});
  REQUIRE(second.Finish().ok());
  auto database = place.Open();
  REQUIRE(database.ok());
  const auto folders = database->Folders("1:2");
  REQUIRE(folders.ok());
  CHECK(folders->pages().size() == 1);
  CHECK(folders->pages().at({1, 10}) == "new");
}

TEST_CASE("a survey that dies before its end leaves the store as it was") {
  const Place place;
  StoreWriter first = place.Writer();
  first.PutFolder({1, 10}, "kept");
  REQUIRE(first.Finish().ok());
  {
    StoreWriter dying = place.Writer();
    dying.PutFolder({1, 10}, "half");
    dying.PutFolder({1, 11}, "half");
  }
  usleep(300'000);
  CHECK(PagesIn(place) == 1);
}

TEST_CASE("a second survey does not wait long for the first, and says so") {
  const Place place;
  const auto first = StoreDatabase::OpenToWrite(place.file());
  REQUIRE(first.ok());
  StoreWriter second = place.Writer();
  second.PutFolder({1, 11}, "second");
  const auto kept = second.Finish();
  REQUIRE_FALSE(kept.ok());
  CHECK(kept.error().what == "another survey is writing");
}

TEST_CASE("a file that is no database is told as damaged, and replaced by the next who writes") {
  const Place place;
  std::ofstream(place.file()) << std::string(10'000, 'z');
  const auto damaged = place.Open();
  REQUIRE_FALSE(damaged.ok());
  CHECK(damaged.error().kind == Error::Kind::kMalformed);
  StoreWriter writer = place.Writer();
  writer.PutFolder({1, 10}, "page");
  REQUIRE(writer.Finish().ok());
  CHECK(PagesIn(place) == 1);
}

TEST_CASE("a database of another version is left unread and replaced") {
  const Place place;
  {
    StoreWriter writer = place.Writer();
    writer.PutFolder({1, 10}, "page");
    REQUIRE(writer.Finish().ok());
  }
  std::fstream file(place.file(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(60);  // user_version, big-endian (sqlite.org/fileformat2.html, 1.3)
  file.write("\0\0\0\x63", 4);
  file.close();
  const auto other = place.Open();
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().kind == Error::Kind::kUnsupported);
  StoreWriter writer = place.Writer();
  writer.PutFolder({1, 12}, "page");
  REQUIRE(writer.Finish().ok());
  CHECK(PagesIn(place) == 1);
}
