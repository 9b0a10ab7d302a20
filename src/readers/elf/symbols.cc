#include "readers/elf/symbols.h"

#include <algorithm>

#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::elf {
namespace {

constexpr std::uint64_t kGnuHashHeader = 16;  // nbuckets, symoffset, bloom words, bloom shift: four 32-bit words
constexpr std::uint64_t kFirstChainBytes = 64;
constexpr std::uint64_t kRow = 16;  // symbols

// Symbols on the chain at `offset`, the last of which has an odd word; it has `room` bytes to end in.
Result<std::uint64_t> ChainLength(const Image& image, std::uint64_t offset, std::uint64_t room) {
  std::uint64_t step = kFirstChainBytes;
  for (std::uint64_t at = 0; at / 4 < limits::kMaxSymbols; at += step, step = kSymbolWindowBytes) {
    step = std::min(step, (room - at) / 4 * 4);
    if (step == 0) return Error{Error::Kind::kTruncated, "hash chain past the end", offset + at};
    // Nearly every chain ends in the first step, and its neighbours will be asked for.
    HS_TRY(words, at == 0 ? image.source().At(offset, step) : image.source().Window(offset + at, step));
    for (std::uint64_t i = 0; i < step; i += 4) {
      if ((words.IntegerUnchecked<std::uint32_t>(i, image.order()) & 1U) != 0) return (at + i) / 4 + 1;
    }
  }
  return Error{Error::Kind::kLimit, "hash chain without an end", offset};
}

// Symbols covered by a GNU hash table: one past the end of the chain that starts last.
Result<std::uint64_t> CountFromGnuHash(const Image& image, const Dynamic& dynamic) {
  const ByteOrder order = image.order();
  std::uint64_t room = 0;
  HS_TRY(offset, image.OffsetOf(dynamic.gnu_hash, &room));
  HS_TRY(header, image.source().At(offset, kGnuHashHeader));
  const std::uint64_t buckets = header.IntegerUnchecked<std::uint32_t>(0, order);
  const std::uint64_t first = header.IntegerUnchecked<std::uint32_t>(4, order);
  const std::uint64_t bloom_words = header.IntegerUnchecked<std::uint32_t>(8, order);
  const std::uint64_t buckets_at = kGnuHashHeader + bloom_words * image.layout().word;
  if (buckets > limits::kMaxSymbols) return Error{Error::Kind::kLimit, "too many hash buckets", offset};
  if (buckets_at > room || buckets * 4 > room - buckets_at) {
    return Error{Error::Kind::kTruncated, "hash table past the end", offset};
  }
  HS_TRY(table, image.source().Window(offset + buckets_at, buckets * 4));
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < buckets; ++i) {
    last = std::max<std::uint64_t>(last, table.IntegerUnchecked<std::uint32_t>(i * 4, order));
  }
  if (last < first) return first;  // all buckets are empty: nothing is defined
  const std::uint64_t chain_at = buckets_at + buckets * 4 + (last - first) * 4;
  if (chain_at > room) return Error{Error::Kind::kTruncated, "hash chain past the end", offset + chain_at};
  HS_TRY(length, ChainLength(image, offset + chain_at, room - chain_at));
  return last + length;
}

Result<Bytes> SymbolEntry(const Image& image, const Dynamic& dynamic, std::uint64_t index) {
  if (index >= limits::kMaxSymbols) return Error{Error::Kind::kLimit, "symbol index too large", index};
  return image.AtAddress(dynamic.symbol_table + index * image.layout().symbol, image.layout().symbol);
}

// The first symbol from `i` on that stands in a row with an IFUNC among them, or in the last, short row. Rows are
// looked at without a branch: of 8,000 files 15 have any.
std::uint64_t SkipPlainRows(Bytes table, std::uint64_t i, std::uint64_t n, const Layout& layout) {
  for (; n - i >= kRow; i += kRow) {
    unsigned matters = 0;
    for (std::uint64_t k = 0; k < kRow; ++k) {
      const std::uint64_t at = (i + k) * layout.symbol + layout.symbol_info_at;
      matters |= static_cast<unsigned>((table.IntegerUnchecked<std::uint8_t>(at, ByteOrder::kLittle) & 0xfU) ==
                                       kSymbolGnuIfunc);
    }
    if (matters != 0) return i;
  }
  return i;
}

// Adds the defined IFUNC symbols among the `n` of `window`, still without names. False: there are too many.
bool CollectIfuncSymbols(const Image& image, Bytes window, std::uint64_t n, std::vector<IfuncSymbol>& found) {
  const Layout& layout = image.layout();
  for (std::uint64_t i = 0; i < n; ++i) {
    if (i % kRow == 0) i = SkipPlainRows(window, i, n, layout);
    if (i == n) break;
    const std::uint64_t at = i * layout.symbol;
    const auto info = window.IntegerUnchecked<std::uint8_t>(at + layout.symbol_info_at, image.order());
    if ((info & 0xfU) != kSymbolGnuIfunc) continue;
    if (window.IntegerUnchecked<std::uint16_t>(at + layout.symbol_shndx_at, image.order()) == kSectionUndefined) {
      continue;
    }
    if (found.size() == limits::kMaxResolvers) return false;
    IfuncSymbol symbol;
    symbol.resolver = WordUnchecked(window, at + layout.symbol_value_at, layout, image.order());
    symbol.at_byte = window.base() + at;
    found.push_back(symbol);
  }
  return true;
}

}  // namespace

Result<std::uint64_t> CountSymbols(const Image& image, const Dynamic& dynamic) {
  if (dynamic.symbol_table == 0) return std::uint64_t{0};
  std::uint64_t count = 0;
  if (dynamic.gnu_hash != 0) {
    HS_TRY(counted, CountFromGnuHash(image, dynamic));
    count = counted;
  } else if (dynamic.sysv_hash != 0) {
    HS_TRY(header, image.AtAddress(dynamic.sysv_hash, 8));
    count = header.IntegerUnchecked<std::uint32_t>(4, image.order());
  }
  if (count > limits::kMaxSymbols) return Error{Error::Kind::kLimit, "too many dynamic symbols", dynamic.symbol_table};
  return count;
}

Result<std::uint64_t> FirstHashedSymbol(const Image& image, const Dynamic& dynamic) {
  if (dynamic.gnu_hash == 0) return std::uint64_t{0};
  HS_TRY(header, image.AtAddress(dynamic.gnu_hash, kGnuHashHeader));
  return std::uint64_t{header.IntegerUnchecked<std::uint32_t>(4, image.order())};
}

Result<std::vector<IfuncSymbol>> ReadIfuncSymbols(const Image& image, const Dynamic& dynamic) {
  std::vector<IfuncSymbol> found;
  HS_TRY(count, CountSymbols(image, dynamic));
  if (count == 0) return found;
  const Layout& layout = image.layout();
  std::uint64_t room = 0;
  HS_TRY(table_at, image.OffsetOf(dynamic.symbol_table, &room));
  if (count * layout.symbol > room) return Error{Error::Kind::kTruncated, "symbol table past the end", table_at};
  const std::uint64_t step = kSymbolWindowBytes / layout.symbol;
  for (std::uint64_t first = 0; first < count; first += step) {
    const std::uint64_t n = std::min(step, count - first);
    HS_TRY(window, image.source().Window(table_at + first * layout.symbol, n * layout.symbol));
    const std::size_t before = found.size();
    if (!CollectIfuncSymbols(image, window, n, found)) {
      return Error{Error::Kind::kLimit, "too many IFUNC symbols", table_at};
    }
    // Names last: reading them may replace the window.
    for (std::size_t i = before; i < found.size(); ++i) {
      found[i].name = SymbolName(image, dynamic, (found[i].at_byte - table_at) / layout.symbol);
    }
  }
  return found;
}

std::string_view SymbolName(const Image& image, const Dynamic& dynamic, std::uint64_t index) {
  const auto entry = SymbolEntry(image, dynamic, index);
  if (!entry.ok()) return {};
  const auto name = ReadString(image, dynamic, entry->IntegerUnchecked<std::uint32_t>(0, image.order()));
  return name.ok() ? *name : std::string_view{};
}

std::optional<std::uint64_t> DefinedValue(const Image& image, const Dynamic& dynamic, std::uint64_t index) {
  const auto entry = SymbolEntry(image, dynamic, index);
  if (!entry.ok()) return std::nullopt;
  const Layout& layout = image.layout();
  if (entry->IntegerUnchecked<std::uint16_t>(layout.symbol_shndx_at, image.order()) == kSectionUndefined) {
    return std::nullopt;
  }
  return WordUnchecked(*entry, layout.symbol_value_at, layout, image.order());
}

}  // namespace halfsecond::elf
