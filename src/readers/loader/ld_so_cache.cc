#include "readers/loader/ld_so_cache.h"

#include <algorithm>

#include "base/limits.h"

namespace halfsecond {
namespace {

constexpr std::string_view kOldMagic = "ld.so-1.7.0";
constexpr std::string_view kNewMagic = "glibc-ld.so.cache1.1";
constexpr std::uint64_t kOldHeader = 16;  // magic, padded to four bytes, then the count
constexpr std::uint64_t kOldEntry = 12;   // flags, key, value
constexpr std::uint64_t kNewHeader = 48;
constexpr std::uint64_t kNewEntry = 24;  // flags, key, value, osversion, hwcap (64 bit)
constexpr std::uint64_t kCountAt = 20, kFlagsAt = 28, kExtensionsAt = 32;
constexpr std::uint8_t kBigEndian = 3;
constexpr std::uint32_t kExtensionMagic = 0xeaa42174;
constexpr std::uint32_t kExtensionHwcaps = 1;
constexpr std::uint64_t kMaxExtensions = 64;
constexpr std::uint64_t kIsaLevelMask = 0x3ff;      // in the upper half of hwcap
constexpr std::uint64_t kNamedHwcap = 1ULL << 30U;  // likewise

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Reads the digits at text[at], stops behind them.
std::uint64_t TakeNumber(std::string_view text, std::size_t& at) {
  std::uint32_t value = 0;  // wraps, as the int of the original does in practice
  while (at < text.size() && IsDigit(text[at])) value = value * 10 + static_cast<std::uint32_t>(text[at++] - '0');
  return value;
}

// NUL behind the end, as a C string has it.
char CharacterAt(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

// Where the mark is FLAG_ELF_LIBC6, glibc (_dl_cache_check_flags) takes FLAG_ELF as well.
bool TakesFlags(const CacheTaste& taste, std::uint32_t flags) {
  return flags == taste.flags || (taste.flags == 0x0003 && flags == 1);
}

// The hwcap field of an entry that is not of a named glibc-hwcaps directory.
bool TakesLegacyHwcap(const CacheTaste& taste, std::uint64_t hwcap) {
  const std::uint64_t platform = hwcap & taste.platforms;
  return (hwcap & ~(taste.legacy | taste.platforms)) == 0 && (platform == 0 || platform == taste.platform);
}

}  // namespace

int CompareLibraryNames(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size()) {
    const bool digit_a = IsDigit(a[i]);
    const char other = CharacterAt(b, j);
    if (digit_a != IsDigit(other)) return digit_a ? 1 : -1;
    if (digit_a) {
      const std::uint64_t x = TakeNumber(a, i);
      const std::uint64_t y = TakeNumber(b, j);
      if (x != y) return x < y ? -1 : 1;
      continue;
    }
    if (a[i] != other || j >= b.size()) return static_cast<unsigned char>(a[i]) - static_cast<unsigned char>(other);
    ++i;
    ++j;
  }
  return j < b.size() ? -1 : 0;
}

Result<LdSoCache> LdSoCache::Read(Bytes file) {
  LdSoCache cache;
  cache.file_ = file;
  std::uint64_t header_at = 0;
  if (file.text().starts_with(kOldMagic)) {
    HS_TRY(count, file.Integer<std::uint32_t>(kOldHeader - 4, ByteOrder::kLittle));
    if (count > limits::kMaxCacheEntries) return Error{Error::Kind::kLimit, "too many entries in ld.so.cache", 12};
    const std::uint64_t old_end = kOldHeader + std::uint64_t{count} * kOldEntry;
    header_at = (old_end + 7) / 8 * 8;  // aligned for its 64-bit fields
    if (header_at >= file.size() || !file.text().substr(header_at).starts_with(kNewMagic)) {
      HS_TRY(table, file.Slice(kOldHeader, old_end - kOldHeader));
      HS_TRY(strings, file.Slice(old_end, file.size() - old_end));
      cache.table_ = table;
      cache.strings_ = strings;
      cache.count_ = count;
      cache.entry_bytes_ = kOldEntry;
      return cache;
    }
  } else if (!file.text().starts_with(kNewMagic)) {
    return Error{Error::Kind::kMalformed, "is not an ld.so.cache"};
  }
  HS_TRY(whole, file.Slice(header_at, file.size() - header_at));
  cache.strings_ = whole;
  HS_TRY(header, whole.Slice(0, kNewHeader));
  if ((header.IntegerUnchecked<std::uint8_t>(kFlagsAt, ByteOrder::kLittle) & 3U) == kBigEndian) {
    cache.order_ = ByteOrder::kBig;
  }
  cache.count_ = header.IntegerUnchecked<std::uint32_t>(kCountAt, cache.order_);
  if (cache.count_ > limits::kMaxCacheEntries) {
    return Error{Error::Kind::kLimit, "too many entries in ld.so.cache", header_at + kCountAt};
  }
  cache.entry_bytes_ = kNewEntry;
  const auto table = whole.Slice(kNewHeader, cache.count_ * kNewEntry);
  if (!table.ok()) return Error{table.error().kind, "table of ld.so.cache past the end", header_at + kCountAt};
  cache.table_ = *table;
  HS_CHECK(cache.ReadExtensions(header.IntegerUnchecked<std::uint32_t>(kExtensionsAt, cache.order_)));
  return cache;
}

// Offsets of extensions count from the start of the file. A directory that is not one disables named hwcaps only, as it
// does in glibc.
Result<void> LdSoCache::ReadExtensions(std::uint64_t directory_at) {
  if (directory_at == 0) return {};
  const auto magic = file_.Integer<std::uint32_t>(directory_at, order_);
  const auto count = file_.Integer<std::uint32_t>(directory_at + 4, order_);
  if (!magic.ok() || !count.ok() || *magic != kExtensionMagic) return {};
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(*count, kMaxExtensions); ++i) {
    const auto section = file_.Slice(directory_at + 8 + i * 16, 16);
    if (!section.ok() || section->IntegerUnchecked<std::uint32_t>(0, order_) != kExtensionHwcaps) continue;
    const auto names = file_.Slice(section->IntegerUnchecked<std::uint32_t>(8, order_),
                                   section->IntegerUnchecked<std::uint32_t>(12, order_));
    if (names.ok()) hwcap_names_ = *names;
  }
  return {};
}

LdSoCache::Entry LdSoCache::EntryAt(std::uint64_t index) const {
  const std::uint64_t at = index * entry_bytes_;
  Entry entry;
  entry.flags = table_.IntegerUnchecked<std::uint32_t>(at, order_);
  entry.key = table_.IntegerUnchecked<std::uint32_t>(at + 4, order_);
  entry.value = table_.IntegerUnchecked<std::uint32_t>(at + 8, order_);
  if (entry_bytes_ == kNewEntry) entry.hwcap = table_.IntegerUnchecked<std::uint64_t>(at + 16, order_);
  return entry;
}

std::optional<std::string_view> LdSoCache::Text(std::uint64_t offset) const {
  const auto text = strings_.CString(offset);
  if (!text.ok()) return std::nullopt;
  return *text;
}

std::optional<std::string_view> LdSoCache::HwcapName(std::uint64_t hwcap) const {
  const auto offset = hwcap_names_.Integer<std::uint32_t>((hwcap & 0xffffffffU) * 4, order_);
  if (!offset.ok()) return std::nullopt;
  const auto name = file_.CString(*offset);
  if (!name.ok()) return std::nullopt;
  return *name;
}

std::size_t LdSoCache::HwcapRank(std::uint64_t hwcap, const std::vector<std::string>& hwcaps) const {
  const auto name = HwcapName(hwcap);
  if (!name) return hwcaps.size();
  return static_cast<std::size_t>(std::find(hwcaps.begin(), hwcaps.end(), *name) - hwcaps.begin());
}

// The table is sorted downwards: the first entry that is not above `soname`.
std::uint64_t LdSoCache::LowerBound(std::string_view soname) const {
  std::uint64_t low = 0;
  std::uint64_t high = count_;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto key = Text(EntryAt(middle).key);
    if (key && CompareLibraryNames(soname, *key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<std::string_view> LdSoCache::Find(std::string_view soname, const CacheTaste& taste) const {
  std::optional<std::string_view> best;
  std::size_t best_rank = taste.hwcaps.size();
  const std::uint64_t first = LowerBound(soname);
  for (std::uint64_t i = first; i < std::min(count_, first + limits::kMaxSameName); ++i) {
    const Entry entry = EntryAt(i);
    const auto key = Text(entry.key);
    if (!key || CompareLibraryNames(soname, *key) != 0) break;
    const auto value = Text(entry.value);
    // The names compare equal also where they only differ in leading zeros; glibc takes them all the same.
    if (!value || !TakesFlags(taste, entry.flags)) continue;
    const bool is_named = (entry.hwcap >> 32U & ~kIsaLevelMask) == kNamedHwcap;
    if (!is_named) {
      if (best) break;  // named entries stand first, and one was good
      if (TakesLegacyHwcap(taste, entry.hwcap)) return value;
      continue;
    }
    const std::size_t rank = HwcapRank(entry.hwcap, taste.hwcaps);
    if (rank < best_rank) {
      best = value;
      best_rank = rank;
    }
  }
  return best;
}

}  // namespace halfsecond
