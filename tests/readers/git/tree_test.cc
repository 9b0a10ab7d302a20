#include "readers/git/tree.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using Kind = git::TreeEntry::Kind;

namespace {

std::string Entry(const std::string& mode_and_name, char id) {
  return mode_and_name + std::string(1, '\0') + std::string(20, id);
}

}  // namespace

TEST_CASE("a tree of every kind of entry") {
  const std::string tree = Entry("100644 a.c", 'a') + Entry("40000 doc", 'b') + Entry("120000 link", 'c') +
                           Entry("160000 sub", 'd') + Entry("100755 configure", 'e');
  const auto entries = git::ReadTree(Bytes::Of(tree));
  REQUIRE(entries.ok());
  REQUIRE(entries->size() == 5);
  CHECK(entries->at(0).kind == Kind::kFile);
  CHECK(entries->at(0).name == "a.c");
  CHECK(git::HexOf(entries->at(0).id) == "6161616161616161616161616161616161616161");
  CHECK(entries->at(1).kind == Kind::kTree);
  CHECK(entries->at(2).kind == Kind::kSymlink);
  CHECK(entries->at(3).kind == Kind::kSubmodule);
  CHECK(entries->at(4).kind == Kind::kProgram);
}

TEST_CASE("a tree whose names would lead elsewhere is refused") {
  for (const char* name : {"100644 ..", "100644 .", "100644 a/b", "100644 ", "100644", "777 a", " a"}) {
    CAPTURE(std::string(name));
    const std::string tree = Entry(name, 'a');
    const auto entries = git::ReadTree(Bytes::Of(tree));
    REQUIRE_FALSE(entries.ok());
    CHECK(entries.error().kind == Error::Kind::kMalformed);
  }
}

TEST_CASE("a tree cut short or damaged anywhere is an error or fewer entries") {
  const std::string tree = Entry("100644 a.c", 'a') + Entry("40000 doc", 'b') + Entry("100755 x", 'c');
  int whole = 0;
  tests::ForEachPrefix(tree, [&whole](Bytes bytes) { whole += git::ReadTree(bytes).ok() ? 1 : 0; });
  CHECK(whole == 4);  // nothing, one, two and three entries
  tests::ForEachDamage(tree, 10'000, [](Bytes bytes) {
    const auto entries = git::ReadTree(bytes);
    if (entries.ok()) CHECK(entries->size() <= 6);
  });
}

TEST_CASE("an id survives being written and read") {
  const std::string digits = "0123456789abcdef0123456789abcdef01234567";
  const auto id = git::Sha1IdFromHex(digits);
  REQUIRE(id);
  CHECK(git::HexOf(*id) == digits);
  CHECK_FALSE(git::Sha1IdFromHex("0123"));
  CHECK_FALSE(git::Sha1IdFromHex(std::string(40, 'g')));
  CHECK(git::HexOf(git::BlobId("hello\n")) == "ce013625030ba8dba906f756967f9e9ca394464a");
}
