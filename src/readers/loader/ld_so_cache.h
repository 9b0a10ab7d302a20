// ld.so.cache: the list of libraries that ldconfig found. Format: glibc, sysdeps/generic/dl-cache.h; the header
// "glibc-ld.so.cache1.1", alone or behind the older "ld.so-1.7.0" table.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond {

// What of a cache one loader takes, on one processor.
struct CacheTaste {
  std::uint32_t flags = 0;          // of its entries
  std::vector<std::string> hwcaps;  // active glibc-hwcaps names, best first
  // Up to glibc 2.36: bits of the older hwcap field. An entry with another bit is passed over, and so is one with a bit
  // of `platforms` that is not the one in `platform`. All zero: entries with a hwcap field are passed over.
  std::uint64_t legacy = 0;
  std::uint64_t platforms = 0;
  std::uint64_t platform = 0;
};

class LdSoCache {
 public:
  // The cache in `file`, which must outlive it. Errors: kMalformed (neither magic), kTruncated, kLimit.
  static Result<LdSoCache> Read(Bytes file);

  // What a loader of that taste takes for `soname`: the path as the cache spells it. Same choice as glibc's
  // search_cache (elf/dl-cache.c): named hwcaps by priority, then the first other entry that may be taken.
  std::optional<std::string_view> Find(std::string_view soname, const CacheTaste& taste) const;

  std::uint64_t size() const { return count_; }

 private:
  struct Entry {
    std::uint32_t flags = 0;
    std::uint64_t key = 0;
    std::uint64_t value = 0;
    std::uint64_t hwcap = 0;
  };
  Entry EntryAt(std::uint64_t index) const;
  std::optional<std::string_view> Text(std::uint64_t offset) const;
  std::optional<std::string_view> HwcapName(std::uint64_t hwcap) const;
  // Its place among `hwcaps`; their number when it is not among them.
  std::size_t HwcapRank(std::uint64_t hwcap, const std::vector<std::string>& hwcaps) const;
  std::uint64_t LowerBound(std::string_view soname) const;
  Result<void> ReadExtensions(std::uint64_t directory_at);

  Bytes file_;
  Bytes table_;    // the entries
  Bytes strings_;  // offsets of names count from its start
  std::uint64_t count_ = 0;
  std::uint64_t entry_bytes_ = 0;
  ByteOrder order_ = ByteOrder::kLittle;
  Bytes hwcap_names_;  // offsets of the names of glibc-hwcaps directories
};

// The order of names in the cache: digits compare as numbers. Negative, 0 or positive as for strcmp.
int CompareLibraryNames(std::string_view a, std::string_view b);

}  // namespace halfsecond
