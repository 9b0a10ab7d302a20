#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "analysis/store/record_bytes.h"
#include "analysis/survey/folder_page.h"
#include "analysis/survey/object_record.h"
#include "analysis/survey/use_book.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes whole(std::as_bytes(std::span(data, size)));
  // The bytes as the record of an object; what is read is written and read again.
  if (const auto object = survey::ReadObjectRecord(whole); object.ok()) {
    std::string record;
    survey::AppendObject(*object, record);
    if (!survey::ReadObjectRecord(Bytes(std::as_bytes(std::span(record.data(), record.size())))).ok()) __builtin_trap();
  }
  // And as a page, given the checksum that no fuzzer guesses.
  std::string page(whole.text());
  store::AppendChecksum(page);
  // And as a book of uses; one that is read is written and read again.
  if (const auto book = survey::UseBook::Read(Bytes::Of(page)); book.ok()) {
    const std::string again = book->Write();
    if (!survey::UseBook::Read(Bytes::Of(again)).ok()) __builtin_trap();
  }
  auto read = survey::FolderPage::Read(Bytes::Of(page));
  if (!read.ok() || !read->Index()) return 0;
  FileStatus status;
  static_cast<void>(read->Lists(status));
  for (; status.inode < 16; ++status.inode) static_cast<void>(read->Find(status));
  // What is watched stays so when it is written and read again.
  survey::PageFiles files;
  files.AppendQuiet(read->quiet(), read->quiet_count());
  status.mode = 0100755;
  for (const auto& entry : read->watched()) {
    static_cast<void>(survey::FolderPage::FileOf(entry));
    if (entry.kind == survey::KnownFile::Kind::kUnread) {
      files.AddUnread(entry.name);
    } else {
      files.AddRest(entry.name, status, entry.kind, entry.rest.text());
    }
  }
  const std::string again = survey::WritePage(read->head(), files);
  const auto second = survey::FolderPage::Read(Bytes::Of(again));
  if (!second.ok() || second->watched().size() != read->watched().size()) __builtin_trap();
  return 0;
}

}  // namespace halfsecond
