// What the archive plug-in is asked, and what it says: a stream of records. Host and plug-in share this file and
// nothing else. Little endian, one after the other:
//
//   entry  u32 'E'  u8 type  u8 has_size  u16 0  u32 mode  u32 uid  u32 gid  u64 size  i64 mtime_seconds
//          u32 path bytes  u32 link bytes  path  link
//   data   u32 'D'  u32 length  bytes          the entry's contents, in order, holes as zeros; only when asked for
//   end    u32 'Z'  u32 entries low            after the last entry
//
// A path is what the archive says, never checked and never used here: what it means is the host's to decide.

#pragma once

#include <cstddef>
#include <cstdint>

namespace halfsecond::archive {

enum class Operation : std::uint32_t {
  kList = 1,  // entries alone
  kRead = 2,  // entries and their contents
};

enum class EntryType : std::uint8_t {
  kFile = 1,
  kDirectory = 2,
  kSymlink = 3,
  kHardlink = 4,
  kCharacterDevice = 5,
  kBlockDevice = 6,
  kPipe = 7,
  kSocket = 8,
  kOther = 9,
};

inline constexpr std::uint32_t kEntryMark = 'E';
inline constexpr std::uint32_t kDataMark = 'D';
inline constexpr std::uint32_t kEndMark = 'Z';

inline constexpr std::size_t kEntryBytes = 44;            // before its names
inline constexpr std::size_t kMostNameBytes = 65536;      // a path or link beyond that is a limit; 4096 is PATH_MAX
inline constexpr std::size_t kMostDataBytes = 1 << 16;    // of one data record
inline constexpr std::uint64_t kMostEntries = 4'000'000;  // the largest package of Debian 12 has some 50,000

}  // namespace halfsecond::archive
