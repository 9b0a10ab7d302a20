#include "analysis/survey/folder_page.h"

#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <string>

#include "tests/analysis/survey/made_object.h"
#include "tests/damage.h"

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::survey;  // NOLINT(google-build-using-namespace)

namespace {

Bytes AsBytes(const std::string& text) {
  return Bytes(std::as_bytes(std::span(text.data(), text.size())));
}

FileStatus StatusOf(std::uint64_t inode) {
  FileStatus status;
  status.device = 2049;
  status.inode = inode;
  status.size_bytes = inode * 1000;
  status.modified_ns = -5;
  status.changed_ns = 1'700'000'000'000'000'000;
  return status;
}

// Three files: no ELF, an object, a damaged one.
std::string MadePage() {
  std::string page = StartPage(elf::Depth::kFacts);
  AppendFile(StatusOf(12), {}, page);
  AppendFile(StatusOf(7), {KnownFile::Kind::kObject, std::make_shared<const elf::Object>(tests::MadeObject()), {}},
             page);
  AppendFile(StatusOf(30), {KnownFile::Kind::kDamaged, nullptr, {Error::Kind::kTruncated, "too short", 64}}, page);
  FinishPage(page);
  return page;
}

}  // namespace

TEST_CASE("a page knows each of its files, in any order") {
  const std::string page = MadePage();
  auto read = FolderPage::Read(AsBytes(page));
  REQUIRE(read.ok());
  CHECK(read->size() == 3);
  CHECK(read->depth() == elf::Depth::kFacts);
  std::string_view record;
  const auto damaged = read->Find(StatusOf(30), record);
  REQUIRE(damaged.has_value());
  CHECK(damaged->error.what == "too short");
  CHECK(damaged->error.at_byte == 64);
  const auto object = read->Find(StatusOf(7), record);
  REQUIRE(object.has_value());
  CHECK(object->object->soname == "libmade.so.1");
  CHECK(read->Find(StatusOf(12), record)->kind == KnownFile::Kind::kNotElf);
  CHECK_FALSE(read->Find(StatusOf(13), record).has_value());
}

TEST_CASE("a file that changed in any respect is not known") {
  const std::string page = MadePage();
  auto read = FolderPage::Read(AsBytes(page));
  REQUIRE(read.ok());
  std::string_view record;
  FileStatus larger = StatusOf(7);
  ++larger.size_bytes;
  CHECK_FALSE(read->Find(larger, record).has_value());
  FileStatus newer = StatusOf(7);
  ++newer.modified_ns;
  CHECK_FALSE(read->Find(newer, record).has_value());
  FileStatus touched = StatusOf(7);
  ++touched.changed_ns;
  CHECK_FALSE(read->Find(touched, record).has_value());
  CHECK(read->Find(StatusOf(7), record).has_value());
}

TEST_CASE("records copied from one page make the same page") {
  const std::string page = MadePage();
  auto read = FolderPage::Read(AsBytes(page));
  REQUIRE(read.ok());
  std::string copy = StartPage(elf::Depth::kFacts);
  for (const std::uint64_t inode : {12U, 7U, 30U}) {
    std::string_view record;
    REQUIRE(read->Find(StatusOf(inode), record).has_value());
    copy += record;
  }
  FinishPage(copy);
  CHECK(copy == page);
}

TEST_CASE("a page of ten thousand damages is never believed") {
  const std::string page = MadePage();
  std::size_t believed = 0;
  tests::ForEachDamage(page, 10'000, [&](Bytes damaged) {
    if (damaged.text() != page && FolderPage::Read(damaged).ok()) ++believed;
  });
  CHECK(believed == 0);
}

TEST_CASE("a page with the right checksum and senseless files is refused or its files are unknown") {
  const std::string page = MadePage();
  const std::string inside = page.substr(0, page.size() - 8);
  tests::ForEachDamage(inside, 10'000, [&](Bytes damaged) {
    std::string whole(damaged.text());
    FinishPage(whole);
    auto read = FolderPage::Read(AsBytes(whole));
    if (!read.ok()) return;
    std::string_view record;
    for (const std::uint64_t inode : {12U, 7U, 30U}) static_cast<void>(read->Find(StatusOf(inode), record));
  });
}

TEST_CASE("a page of another version is told from a damaged one") {
  std::string page = MadePage();
  page[0] = 99;
  const auto read = FolderPage::Read(AsBytes(page));
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().kind == Error::Kind::kUnsupported);
}
