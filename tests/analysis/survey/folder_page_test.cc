#include "analysis/survey/folder_page.h"

#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/store/record_bytes.h"
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

FileStatus FolderStatus() {
  FileStatus status = StatusOf(2);
  status.mode = 0040755;
  return status;
}

PageHead MadeHead() {
  PageHead head;
  head.depth = elf::Depth::kFacts;
  head.modified_ns = FolderStatus().modified_ns;
  head.changed_ns = FolderStatus().changed_ns;
  head.below = {"doc", "x86_64-linux-gnu"};
  return head;
}

PageFiles MadeFiles() {
  PageFiles files;
  files.Add("README", StatusOf(12), {});
  files.Add("libmade.so.1", StatusOf(7),
            {KnownFile::Kind::kObject, std::make_shared<const elf::Object>(tests::MadeObject()), {}});
  files.Add("libz", StatusOf(30), {KnownFile::Kind::kDamaged, nullptr, {Error::Kind::kTruncated, "too short", 64}});
  files.AddUnread("new");
  return files;
}

// Four files: no ELF, an object, a damaged one, one not known.
std::string MadePage() {
  return WritePage(MadeHead(), MadeFiles());
}

FolderPage ReadMade(const std::string& page) {
  auto read = FolderPage::Read(AsBytes(page));
  REQUIRE(read.ok());
  REQUIRE(read->Index());
  return std::move(*read);
}

std::vector<std::string_view> WatchedNames(const std::string& page) {
  std::vector<std::string_view> names;
  const FolderPage read = ReadMade(page);
  for (const FolderPage::Entry& entry : read.watched()) names.push_back(entry.name);
  return names;
}

}  // namespace

TEST_CASE("a page knows each of its files, in any order") {
  const std::string page = MadePage();
  const FolderPage read = ReadMade(page);
  CHECK(read.head().depth == elf::Depth::kFacts);
  CHECK(read.quiet_count() == 1);
  CHECK(read.watched().size() == 3);
  const FolderPage::Entry* damaged = read.Find(StatusOf(30));
  REQUIRE(damaged != nullptr);
  CHECK(FolderPage::FileOf(*damaged)->error.what == "too short");
  CHECK(FolderPage::FileOf(*damaged)->error.at_byte == 64);
  const FolderPage::Entry* object = read.Find(StatusOf(7));
  REQUIRE(object != nullptr);
  CHECK(FolderPage::FileOf(*object)->object->soname == "libmade.so.1");
  REQUIRE(read.Find(StatusOf(12)) != nullptr);
  CHECK(FolderPage::FileOf(*read.Find(StatusOf(12)))->kind == KnownFile::Kind::kNotElf);
  CHECK(read.Find(StatusOf(13)) == nullptr);
}

TEST_CASE("a file that changed in any respect is not known") {
  const std::string page = MadePage();
  const FolderPage read = ReadMade(page);
  FileStatus larger = StatusOf(7);
  ++larger.size_bytes;
  CHECK(read.Find(larger) == nullptr);
  FileStatus newer = StatusOf(7);
  ++newer.modified_ns;
  CHECK(read.Find(newer) == nullptr);
  FileStatus touched = StatusOf(7);
  ++touched.changed_ns;
  CHECK(read.Find(touched) == nullptr);
  CHECK(read.Find(StatusOf(7)) != nullptr);
}

TEST_CASE("a page lists its folder while both of its times are the same, and one without times never") {
  const std::string page = MadePage();
  const FolderPage read = ReadMade(page);
  CHECK(read.Lists(FolderStatus()));
  CHECK(read.head().below == std::vector<std::string_view>{"doc", "x86_64-linux-gnu"});
  FileStatus newer = FolderStatus();
  ++newer.modified_ns;
  CHECK_FALSE(read.Lists(newer));
  FileStatus touched = FolderStatus();
  ++touched.changed_ns;
  CHECK_FALSE(read.Lists(touched));
  PageHead restless = MadeHead();
  restless.modified_ns = restless.changed_ns = 0;
  const std::string other = WritePage(restless, MadeFiles());
  FileStatus timeless = FolderStatus();
  timeless.modified_ns = timeless.changed_ns = 0;
  CHECK_FALSE(ReadMade(other).Lists(timeless));
}

TEST_CASE("what is ELF, may be executed, is named like a library or is not known is watched by name") {
  const std::string made = MadePage();
  CHECK(WatchedNames(made) == std::vector<std::string_view>{"libmade.so.1", "libz", "new"});
  PageFiles files;
  FileStatus script = StatusOf(5);
  for (const std::uint32_t mode : {0644U, 0744U, 0654U, 0645U}) {
    script.mode = mode;
    const std::string name = "script" + std::to_string(mode);
    files.Add(name, script, {});
  }
  files.Add("linker-script.so", StatusOf(6), {});
  const std::string page = WritePage(MadeHead(), files);
  CHECK(WatchedNames(page) == std::vector<std::string_view>{"script484", "script428", "script421", "linker-script.so"});
  CHECK(ReadMade(page).quiet_count() == 1);
}

TEST_CASE("records taken over from one page make the same page") {
  const std::string page = MadePage();
  const FolderPage read = ReadMade(page);
  PageFiles copy;
  copy.AppendQuiet(read.quiet(), read.quiet_count());
  for (const FolderPage::Entry& entry : read.watched()) {
    if (entry.kind == KnownFile::Kind::kUnread) {
      copy.AddUnread(entry.name);
    } else {
      copy.AddRest(entry.name, StatusOf(entry.inode), entry.kind, entry.rest.text());
    }
  }
  CHECK(WritePage(read.head(), copy) == page);
}

TEST_CASE("a page whose names lead out of its folder is refused") {
  for (const std::string_view name :
       {std::string_view(""), std::string_view("."), std::string_view(".."), std::string_view("../passwd"),
        std::string_view("/etc"), std::string_view("a\0b", 3)}) {
    PageHead head = MadeHead();
    head.below = {name};
    CHECK_FALSE(FolderPage::Read(AsBytes(WritePage(head, MadeFiles()))).ok());
    PageFiles files;
    files.AddUnread(name);
    CHECK_FALSE(FolderPage::Read(AsBytes(WritePage(MadeHead(), files))).ok());
  }
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
    store::AppendChecksum(whole);
    auto read = FolderPage::Read(AsBytes(whole));
    if (!read.ok()) return;
    for (const FolderPage::Entry& entry : read->watched()) static_cast<void>(FolderPage::FileOf(entry));
    if (!read->Index()) return;
    for (const std::uint64_t inode : {12U, 7U, 30U}) static_cast<void>(read->Find(StatusOf(inode)));
  });
}

TEST_CASE("a page of another version is told from a damaged one") {
  std::string page = MadePage();
  page[0] = 99;
  const auto read = FolderPage::Read(AsBytes(page));
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().kind == Error::Kind::kUnsupported);
}
