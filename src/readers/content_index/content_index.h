// The content index: every version ever published of the build files that releases copy from elsewhere (gettext,
// gnulib, autoconf-archive, libtool, automake, autoconf, m4, pkgconf, libgpg-error), by content. Little endian:
//
//   "HSINDEX1"  i64 date_seconds  u32 sources  u32 names  u32 blobs  u32 lines
//   source      u8 length, name; 20 bytes commit; i64 date_seconds
//   name        u8 length, name; u8 source; u32 versions; u32 highest serial, 0 for none
//   blobs       u8 x 65536: how many begin with these two bytes; each: 10 more bytes of git's id, u16 name
//   lines       u8 x 65536, the same; each: 6 more bytes of the line's digest
//
// A file that has another normal form (normal_form.h) stands there twice: by its blob's id and by that of the form.
//
// Digests are cut: 12 bytes of a blob's id leave nobody a second file of the same name; 8 bytes of a line's digest are
// safe against chance alone, so that lines are a help for the reader of a file and never a proof.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/git/object_id.h"

namespace halfsecond::content_index {

struct SourceRepository {
  std::string name;
  git::ObjectId commit;
  std::int64_t date_seconds = 0;  // of that commit
};

struct KnownName {
  std::string name;  // "build-to-host.m4"
  std::uint8_t source = 0;
  std::uint32_t versions = 0;        // different contents under that name
  std::uint32_t highest_serial = 0;  // ever published under it; 0: none
};

using LineDigest = std::uint64_t;

// The digest of a line without the blanks at its end; nothing for an empty one, which tells nothing.
std::optional<LineDigest> DigestOfLine(std::string_view line);

// The number of a line "# serial 30" or "dnl serial 5 (libtool)" among the first lines of an m4 file; nothing without.
struct Serial {
  std::uint32_t number = 0;
  std::size_t line = 0;  // from 1
};
std::optional<Serial> SerialOf(std::string_view m4);

// "lib/m4/foo.m4.in" as "foo.m4": what a release calls it.
std::string ReleasedName(std::string_view path);

// What goes into an index; sorted and without repetition.
struct IndexContents {
  std::int64_t date_seconds = 0;
  std::vector<SourceRepository> sources;
  std::vector<KnownName> names;
  struct Blob {
    git::ObjectId id;
    std::uint16_t name = 0;
  };
  std::vector<Blob> blobs;
  std::vector<LineDigest> lines;
};

// The id as far as an index keeps it: 12 bytes, and zeros.
git::ObjectId CutId(const git::ObjectId& id);

class ContentIndex {
 public:
  // Looks into `bytes`, which must outlive it. Errors: kMalformed, kTruncated, kLimit.
  static Result<ContentIndex> Read(Bytes bytes);

  // The name under which these contents were published; nothing when they never were.
  const KnownName* Find(const git::ObjectId& blob) const;
  // What is known of a name; nothing when it is no well-known one.
  const KnownName* FindName(std::string_view name) const;
  // Does the line stand in any published version of any of the files?
  bool HasLine(LineDigest line) const;

  const std::vector<SourceRepository>& sources() const { return sources_; }
  const std::vector<KnownName>& names() const { return names_; }
  std::int64_t date_seconds() const { return date_seconds_; }
  std::size_t blobs() const { return blobs_.entries.size() / kBlobBytes; }
  std::size_t lines() const { return lines_.entries.size() / kLineBytes; }

  // All of it, as it would be written again: ids end behind their first 12 bytes.
  IndexContents Contents() const;

  static constexpr std::size_t kBuckets = 65'536;
  static constexpr std::size_t kIdBytes = 10;  // after the first two
  static constexpr std::size_t kBlobBytes = kIdBytes + 2;
  static constexpr std::size_t kLineBytes = 6;  // after the first two

 private:
  // Entries of one size, sorted, in a bucket for each beginning.
  struct Table {
    std::vector<std::uint32_t> ends;  // of the buckets, as counts of entries
    Bytes entries;
    std::size_t entry_bytes = 0;

    // The entry that begins with `wanted`, whose first two bytes are the bucket; nothing when there is none.
    std::optional<Bytes> Find(std::string_view wanted) const;
  };
  static Result<Table> ReadTable(Bytes bytes, std::uint64_t& at, std::uint32_t count, std::size_t entry_bytes);
  Result<std::uint64_t> ReadNames(Bytes bytes, std::uint64_t at);

  std::int64_t date_seconds_ = 0;
  std::vector<SourceRepository> sources_;
  std::vector<KnownName> names_;  // sorted by name
  Table blobs_;
  Table lines_;
};

// The bytes of an index. Errors: kLimit (more names than 16 bits count, or a bucket that is too full).
Result<std::string> Write(const IndexContents& contents);

}  // namespace halfsecond::content_index
