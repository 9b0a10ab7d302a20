// The central directory of a zip archive (PKWARE's APPNOTE 6.3.10, 4.3.12 to 4.3.16, with zip64), which is what unzip
// goes by, and what the local headers in front of it say otherwise. Who reads a zip as a stream goes by those alone.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace halfsecond::archive {

// One entry, as the directory has it.
struct ZipEntry {
  std::string path;
  std::string unicode_path;  // of Info-ZIP's extra field, which some readers take instead; "" when there is none
  std::uint32_t mode = 0;    // of Unix: type and permissions; 0 when it does not say
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed_bytes = 0;
  std::uint64_t size = 0;
  std::uint64_t local_at = 0;  // where its local header is

  bool is_symlink() const { return (mode & 0170000U) == 0120000U; }
  bool is_directory() const { return path.ends_with('/'); }
};

// Something that makes two readers of the archive see two archives.
struct ZipRemark {
  std::string path;  // "": of the archive
  std::string detail;
};

struct ZipDirectory {
  std::vector<ZipEntry> entries;  // in the order of their local headers
  std::uint64_t begin = 0;        // where it is
  std::vector<ZipRemark> remarks;
};

// Reads the directory that the last end record of `file` names. Errors: kMalformed, kTruncated (there is none), kLimit,
// kUnsupported (several volumes), kIo.
Result<ZipDirectory> ReadZipDirectory(Source& file);

// Adds what the local headers, and the places where they are, contradict: every byte in front of the directory belongs
// to one entry in an honest archive. Errors: kIo.
Result<void> CompareLocalHeaders(Source& file, ZipDirectory& directory);

// Does one of a zip's own records begin in `bytes`?
bool HasZipMark(std::string_view bytes);

}  // namespace halfsecond::archive
