// A page of the store: one folder as it was listed, with every regular file in it and what it turned out to be.
//
// Some files are watched: those that are ELF, have an execute bit or ".so" in their name, and those of which nothing is
// known. While a folder's own times are the same its list is, and only its watched files are looked at. The others are
// quiet: their records count when the folder has changed.
//
// Format, version 2: a byte version, a byte depth (elf::Depth); numbers modified_ns and changed_ns (two's complement)
// of the folder, both 0 when it was not at rest; a count of folders below and the text of each name; a count of
// watched files and each: a text name, a byte kind, and but for kUnread numbers inode, size, modified_ns and
// changed_ns, and but for kNotElf a text with the rest: an object's record, or a byte error kind, a number at_byte and
// a text; a count of quiet files and each: the four numbers; eight bytes checksum of all that. Files stand in byte
// order of their names. A page is believed whole or not at all.

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
  enum class Kind : std::uint8_t {
    kNotElf,
    kObject,
    kDamaged,
    kUnread,  // not at rest, or not readable: look again
  };
  Kind kind = Kind::kNotElf;
  std::shared_ptr<const elf::Object> object;  // for kObject
  Error error{};                              // for kDamaged
};

// The files of a page that is to be written, in the order in which they were added.
class PageFiles {
 public:
  // REQUIRES: `file` is not kUnread.
  void Add(std::string_view name, const FileStatus& status, const KnownFile& file);
  void AddUnread(std::string_view name);

  // A file with what another page says after its numbers.
  void AddRest(std::string_view name, const FileStatus& status, KnownFile::Kind kind, std::string_view rest);

  // The files of `other` after these.
  void Append(const PageFiles& other);

  // Quiet files, as FolderPage::quiet() has them.
  void AppendQuiet(std::string_view records, std::uint64_t count);

 private:
  friend std::string WritePage(const struct PageHead& head, const PageFiles& files);

  std::string watched_;
  std::string quiet_;
  std::uint64_t watched_count_ = 0;
  std::uint64_t quiet_count_ = 0;
};

// What a page says of the folder itself.
struct PageHead {
  elf::Depth depth = elf::Depth::kNeeded;
  std::int64_t modified_ns = 0;  // both 0: its list is not to be relied on
  std::int64_t changed_ns = 0;
  std::vector<std::string_view> below;  // names of the folders in it
};

std::string WritePage(const PageHead& head, const PageFiles& files);

class FolderPage {
 public:
  // A file as it stands on the page. Times and the like are 0 for kUnread.
  struct Entry {
    std::string_view name;  // "" of a quiet file
    std::uint64_t inode = 0;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    KnownFile::Kind kind = KnownFile::Kind::kNotElf;
    Bytes rest;

    // Is it the file that `status` speaks of, and still the same?
    bool Is(const FileStatus& status) const;
  };

  // Takes a page apart, but for the quiet files; the bytes must outlive it. Errors: kMalformed (damaged), kUnsupported
  // (another version).
  static Result<FolderPage> Read(Bytes page);

  const PageHead& head() const { return head_; }
  const std::vector<Entry>& watched() const { return watched_; }
  std::string_view quiet() const { return quiet_.text(); }
  std::uint64_t quiet_count() const { return quiet_count_; }

  // Does the page list the folder that `status` speaks of as it is now?
  bool Lists(const FileStatus& status) const;

  // Makes all files ready for Find. False when the quiet ones cannot be read.
  bool Index();

  // The file that `status` speaks of, if it is on the page and still the same. REQUIRES: Index was true.
  const Entry* Find(const FileStatus& status) const;

  // What the file of `entry` is. Nothing when that cannot be read, and for kUnread.
  static std::optional<KnownFile> FileOf(const Entry& entry);

 private:
  PageHead head_;
  std::vector<Entry> watched_;
  Bytes quiet_;
  std::uint64_t quiet_count_ = 0;
  std::vector<Entry> by_inode_;
};

}  // namespace halfsecond::survey
