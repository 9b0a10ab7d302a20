#include "analysis/survey/use_book.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/made_load_facts.h"

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::survey;  // NOLINT(google-build-using-namespace)
using namespace halfsecond::tests;   // NOLINT(google-build-using-namespace)

namespace {

// sshd, whose objects are looked up in an order that is not the loader's.
LoadFacts Load() {
  LoadFacts load = Sshd();
  load.lookup_order = {kSshd, kLibsystemd, kLibcrypto, kLibc, kLiblzma, kLoader};
  load.relocation_order = {kLoader, kLiblzma, kLibc, kLibcrypto, kLibsystemd, kSshd};
  return load;
}

ClosureFiles Files() {
  ClosureFiles files(6);
  for (std::size_t i = 0; i < files.size(); ++i) {
    files[i].device = 1;
    files[i].inode = 100 + i;
    files[i].changed_ns = -5;
  }
  return files;
}

bind::ProgramUse Use() {
  bind::ProgramUse use;
  use.edges = {{kLibsystemd, 0x40, {"sd_listen_fds@LIBSYSTEMD_209", "sd_notify@LIBSYSTEMD_209"}},
               {kLibcrypto, 0x50, {"a", "b", "c", "d"}}};
  use.uncalled = {kLiblzma};
  use.is_whole = true;
  return use;
}

UseBook Book() {
  UseBook book;
  book.Put(Load(), Files(), Use());
  return book;
}

bool Knows(const UseBook& book, const LoadFacts& load, const ClosureFiles& files) {
  return book.Find(load, files).has_value();
}

}  // namespace

TEST_CASE("the use of a closure that is still the same is what was put into the book, also when written and read") {
  const auto book = UseBook::Read(Bytes::Of(Book().Write()));
  REQUIRE(book.ok());
  const auto use = book->Find(Load(), Files());
  REQUIRE(use.has_value());
  CHECK(use->uncalled == std::vector<std::size_t>{kLiblzma});
  REQUIRE(use->edges.size() == 2);
  CHECK(use->edges[0].library == kLibsystemd);
  CHECK(use->edges[0].at_byte == 0x40);
  CHECK(use->edges[0].symbols == Use().edges[0].symbols);
  CHECK(use->edges[1].symbols.size() == 3);  // more than a few: how many more is not kept
}

TEST_CASE("another file, a changed one, another order or another program is another closure") {
  const UseBook book = Book();
  ClosureFiles files = Files();
  files[3].changed_ns += 1;
  CHECK_FALSE(Knows(book, Load(), files));
  files = Files();
  files.pop_back();
  CHECK_FALSE(Knows(book, Load(), files));
  LoadFacts load = Load();
  std::swap(load.relocation_order[1], load.relocation_order[2]);
  CHECK_FALSE(Knows(book, load, Files()));
  load = Load();
  load.program = "/usr/sbin/other";
  CHECK_FALSE(Knows(book, load, Files()));
  CHECK(Knows(book, Load(), Files()));
}

TEST_CASE("a book takes over what another has of programs that it has not") {
  UseBook other;
  LoadFacts load = Load();
  load.program = "/usr/sbin/other";
  other.Put(load, Files(), Use());
  other.Absorb(Book());
  CHECK(Knows(other, load, Files()));
  CHECK(Knows(other, Load(), Files()));
}

TEST_CASE("a book with any byte changed, or cut anywhere, is refused whole") {
  const std::string whole = Book().Write();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x21);
    if (!UseBook::Read(Bytes::Of(changed)).ok()) ++refused;
    if (!UseBook::Read(Bytes::Of(whole.substr(0, at))).ok()) ++refused;
  }
  CHECK(refused == 2 * whole.size());
}

TEST_CASE("a damaged book whose checksum was made to fit names nothing outside the closure") {
  std::string whole = Book().Write();
  whole.resize(whole.size() - 8);
  std::size_t read = 0;
  for (std::size_t at = 1; at < whole.size(); ++at) {
    for (const int value : {0, 1, 5, 6, 0x7f, 0x80, 0xff}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(value);
      store::AppendChecksum(changed);
      const auto book = UseBook::Read(Bytes::Of(changed));
      if (!book.ok()) continue;
      ++read;
      const auto use = book->Find(Load(), Files());
      if (!use) continue;
      for (const std::size_t object : use->uncalled) CHECK(object < Load().objects.size());
      for (const auto& edge : use->edges) CHECK(edge.library < Load().objects.size());
    }
  }
  CHECK(read > 100);
}
