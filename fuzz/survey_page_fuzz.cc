#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "analysis/survey/folder_page.h"
#include "analysis/survey/object_record.h"
#include "analysis/survey/use_book.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace halfsecond;
  const Bytes whole(std::as_bytes(std::span(data, size)));
  // The bytes as the record of an object; what is read is written and read again.
  if (const auto object = survey::ReadObjectRecord(whole); object.ok()) {
    std::string record;
    survey::AppendObject(*object, record);
    if (!survey::ReadObjectRecord(Bytes(std::as_bytes(std::span(record.data(), record.size())))).ok()) __builtin_trap();
  }
  // And as a page, given the checksum that no fuzzer guesses.
  std::string page(whole.text());
  survey::FinishPage(page);
  // And as a book of uses; one that is read is written and read again.
  if (const auto book = survey::UseBook::Read(Bytes::Of(page)); book.ok()) {
    const std::string again = book->Write();
    if (!survey::UseBook::Read(Bytes::Of(again)).ok()) __builtin_trap();
  }
  auto read = survey::FolderPage::Read(Bytes(std::as_bytes(std::span(page.data(), page.size()))));
  if (!read.ok()) return 0;
  for (std::uint64_t inode = 0; inode < 16; ++inode) {
    FileStatus status;
    status.inode = inode;
    std::string_view record;
    static_cast<void>(read->Find(status, record));
  }
  return 0;
}
