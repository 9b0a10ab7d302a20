#include "readers/git/tree.h"

#include <doctest/doctest.h>

#include <string>

#include "readers/git/object_sum.h"
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
  const auto entries = git::ReadTree(Bytes::Of(tree), 20);
  REQUIRE(entries.ok());
  REQUIRE(entries->size() == 5);
  CHECK(entries->at(0).kind == Kind::kFile);
  CHECK(entries->at(0).name == "a.c");
  CHECK(entries->at(0).id.Hex() == "6161616161616161616161616161616161616161");
  CHECK(entries->at(1).kind == Kind::kTree);
  CHECK(entries->at(2).kind == Kind::kSymlink);
  CHECK(entries->at(3).kind == Kind::kSubmodule);
  CHECK(entries->at(4).kind == Kind::kProgram);
}

TEST_CASE("a tree whose names would lead elsewhere is refused") {
  for (const char* name : {"100644 ..", "100644 .", "100644 a/b", "100644 ", "100644", "777 a", " a"}) {
    CAPTURE(std::string(name));
    const std::string tree = Entry(name, 'a');
    const auto entries = git::ReadTree(Bytes::Of(tree), 20);
    REQUIRE_FALSE(entries.ok());
    CHECK(entries.error().kind == Error::Kind::kMalformed);
  }
}

TEST_CASE("a tree cut short or damaged anywhere is an error or fewer entries") {
  const std::string tree = Entry("100644 a.c", 'a') + Entry("40000 doc", 'b') + Entry("100755 x", 'c');
  int whole = 0;
  tests::ForEachPrefix(tree, [&whole](Bytes bytes) { whole += git::ReadTree(bytes, 20).ok() ? 1 : 0; });
  CHECK(whole == 4);  // nothing, one, two and three entries
  tests::ForEachDamage(tree, 10'000, [](Bytes bytes) {
    const auto entries = git::ReadTree(bytes, 20);
    if (entries.ok()) CHECK(entries->size() <= 6);
  });
}

TEST_CASE("an id is what git would give the object, and survives being written and read") {
  const auto id = git::IdOfObject("blob", "hello\n");
  CHECK(id.Hex() == "ce013625030ba8dba906f756967f9e9ca394464a");
  CHECK(git::ObjectIdOf(id.Hex()) == id);
  CHECK_FALSE(git::ObjectIdOf("0123"));
  CHECK_FALSE(git::ObjectIdOf(std::string(40, 'g')));
}
