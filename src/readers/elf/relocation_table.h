// Passing over a relocation table in windows, so that memory stays small whatever the file claims.

#pragma once

#include <algorithm>
#include <cstdint>

#include "base/limits.h"
#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

// Whether an entry carries its addend or finds it in the place it relocates.
enum class Addend : std::uint8_t { kInEntry, kInPlace };

inline std::uint64_t EntryBytes(const Layout& layout, Addend addend) {
  return addend == Addend::kInEntry ? layout.rela : layout.rel;
}

// The entries from `first` up to, not including, `last`.
struct EntryRange {
  std::uint64_t first = 0;
  std::uint64_t last = ~0ULL;
};

// Calls visit(Bytes window) for the entries of `table` in `range`, in order; each window holds whole entries and is
// valid during the call only. Errors: kTruncated (table past the end), kLimit.
template <class Visit>
Result<void> VisitRelocations(const Image& image, const Table& table, std::uint64_t entry_bytes, EntryRange range,
                              Visit visit) {
  constexpr std::uint64_t kWindowBytes = 256ULL << 10;
  const std::uint64_t count = table.bytes / entry_bytes;
  if (count > limits::kMaxRelocations) return Error{Error::Kind::kLimit, "too many relocations", table.address};
  const std::uint64_t last = std::min(range.last, count);
  if (range.first >= last) return {};
  std::uint64_t room = 0;
  HS_TRY(offset, image.OffsetOf(table.address, &room));
  if (count * entry_bytes > room) return Error{Error::Kind::kTruncated, "relocation table past the end", offset};
  const std::uint64_t step = kWindowBytes / entry_bytes;
  for (std::uint64_t at = range.first; at < last; at += step) {
    const std::uint64_t n = std::min(step, last - at);
    HS_TRY(window, image.source().Window(offset + at * entry_bytes, n * entry_bytes));
    visit(window);
  }
  return {};
}

}  // namespace halfsecond::elf
