// A page of the store: one folder, with every regular file in it and what it turned out to be.
//
// Format, version 1: a byte version, a byte depth (elf::Depth); for each file, in byte order of their names, numbers
// inode, size, modified_ns and changed_ns (two's complement), a byte kind, and but for kNotElf a text with the rest: an
// object's record, or a byte error kind, a number at_byte and a text; eight bytes checksum of all that. A page is
// believed whole or not at all.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "inputs/file_source.h"
#include "readers/elf/object.h"

namespace halfsecond::survey {

// What a file turned out to be.
struct KnownFile {
  enum class Kind : std::uint8_t { kNotElf, kObject, kDamaged };
  Kind kind = Kind::kNotElf;
  std::shared_ptr<const elf::Object> object;  // for kObject
  Error error{};                              // for kDamaged
};

// The beginning of a page, its files one after the other, and its end.
std::string StartPage(elf::Depth depth);
void AppendFile(const FileStatus& status, const KnownFile& file, std::string& files);
void FinishPage(std::string& page);

class FolderPage {
 public:
  // Takes a page apart; the bytes must outlive it. Errors: kMalformed (damaged), kUnsupported (another version).
  static Result<FolderPage> Read(Bytes page);

  elf::Depth depth() const { return depth_; }
  std::size_t size() const { return entries_.size(); }

  // The file that `status` speaks of, if it is on the page and still the same. `record` becomes its bytes there. Asking
  // in the order of the page is fast. Nothing as well when its record cannot be read.
  std::optional<KnownFile> Find(const FileStatus& status, std::string_view& record);

 private:
  struct Entry {
    std::uint64_t inode = 0;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    KnownFile::Kind kind = KnownFile::Kind::kNotElf;
    Bytes rest;
    Bytes record;
  };

  const Entry* EntryOf(std::uint64_t inode);

  elf::Depth depth_ = elf::Depth::kNeeded;
  std::vector<Entry> entries_;
  std::vector<std::size_t> by_inode_;  // made when somebody asks out of order
  std::size_t next_ = 0;
};

}  // namespace halfsecond::survey
