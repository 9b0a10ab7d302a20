#include "readers/content_index/content_index.h"

#include <doctest/doctest.h>

#include <string>

#include "readers/git/object_sum.h"
#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::content_index;  // NOLINT(google-build-using-namespace)

namespace {

// Two versions of one macro file and one of a script.
IndexContents Contents() {
  IndexContents contents;
  contents.date_seconds = 1'700'000'000;
  contents.sources = {{"gnulib", git::IdOfObject("blob", "commit"), 1'700'000'000}};
  contents.names = {{"build-to-host.m4", 0, 2, 5}, {"compile", 0, 1, 0}};
  contents.blobs = {
      {git::IdOfObject("blob", "one"), 0}, {git::IdOfObject("blob", "two"), 0}, {git::IdOfObject("blob", "three"), 1}};
  std::sort(contents.blobs.begin(), contents.blobs.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  contents.lines = {*DigestOfLine("AC_DEFUN([x]"), *DigestOfLine("])")};
  std::sort(contents.lines.begin(), contents.lines.end());
  return contents;
}

}  // namespace

TEST_CASE("an index knows its blobs, names and lines, and no others") {
  const auto bytes = Write(Contents());
  REQUIRE(bytes.ok());
  const auto index = ContentIndex::Read(Bytes::Of(*bytes));
  REQUIRE(index.ok());
  REQUIRE(index->Find(git::IdOfObject("blob", "two")) != nullptr);
  CHECK(index->Find(git::IdOfObject("blob", "two"))->name == "build-to-host.m4");
  CHECK(index->Find(git::IdOfObject("blob", "four")) == nullptr);
  REQUIRE(index->FindName("build-to-host.m4") != nullptr);
  CHECK(index->FindName("build-to-host.m4")->highest_serial == 5);
  CHECK(index->FindName("other.m4") == nullptr);
  CHECK(index->HasLine(*DigestOfLine("AC_DEFUN([x]  ")));
  CHECK_FALSE(index->HasLine(*DigestOfLine("AC_DEFUN([y]")));
  CHECK(index->sources().at(0).name == "gnulib");
  CHECK(index->blobs() == 3);
}

TEST_CASE("the same contents are the same bytes") {
  CHECK(*Write(Contents()) == *Write(Contents()));
}

TEST_CASE("what an index tells of itself gives the same bytes again") {
  const auto bytes = Write(Contents());
  REQUIRE(bytes.ok());
  const auto index = ContentIndex::Read(Bytes::Of(*bytes));
  REQUIRE(index.ok());
  CHECK(*Write(index->Contents()) == *bytes);
}

TEST_CASE("an index cut short anywhere is refused") {
  const auto bytes = Write(Contents());
  REQUIRE(bytes.ok());
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{40}, std::size_t{100}, std::size_t{70'000}, bytes->size() - 1}) {
    CAPTURE(length);
    const tests::Exact prefix(std::string_view(*bytes).substr(0, length));
    CHECK_FALSE(ContentIndex::Read(prefix.bytes()).ok());
  }
}

TEST_CASE("a damaged index is refused or answers within its own tables") {
  const auto bytes = Write(Contents());
  REQUIRE(bytes.ok());
  tests::ForEachDamage(*bytes, 300, [](Bytes damaged) {
    const auto index = ContentIndex::Read(damaged);
    if (!index.ok()) return;
    for (const char* text : {"one", "two", "three"}) {
      const KnownName* known = index->Find(git::IdOfObject("blob", text));
      if (known != nullptr) CHECK(known->source < index->sources().size());
    }
  });
}

TEST_CASE("a serial is read from a comment at the top of an m4 file") {
  CHECK(SerialOf("# build-to-host.m4\n# serial 30\n")->number == 30);
  CHECK(SerialOf("# build-to-host.m4\n# serial 30\n")->line == 2);
  CHECK(SerialOf("dnl serial 5 (libtool)\n")->number == 5);
  CHECK(SerialOf("#serial 7\n")->number == 7);
  CHECK_FALSE(SerialOf("serial 7\n"));
  CHECK_FALSE(SerialOf("# a serial number\n"));
  CHECK_FALSE(SerialOf(""));
}

TEST_CASE("a line counts without the blanks at its end; an empty one not at all") {
  CHECK(DigestOfLine("x") == DigestOfLine("x \t\r"));
  CHECK(DigestOfLine(" x") != DigestOfLine("x"));
  CHECK_FALSE(DigestOfLine("  "));
}

TEST_CASE("a template is known by the name it is released under") {
  CHECK(ReleasedName("lib/m4/foo.m4.in") == "foo.m4");
  CHECK(ReleasedName("ltmain.sh") == "ltmain.sh");
}
