#include "readers/elf/relocations.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/limits.h"
#include "readers/elf/constants.h"
#include "readers/elf/relocation_table.h"

namespace halfsecond::elf {
namespace {

constexpr std::array kTypes{
    RelocationTypes{kMachineX86_64, 8, 1, 6, 37},
    RelocationTypes{kMachine386, 8, 1, 6, 42},
    RelocationTypes{kMachineAarch64, 1027, 257, 1025, 1032},
    RelocationTypes{kMachineArm, 23, 2, 21, 160},
    RelocationTypes{kMachinePpc64, 22, 38, 20, 248},
    RelocationTypes{kMachinePpc, 22, 1, 20, 248},
    RelocationTypes{kMachineRiscV, 3, 2, 0, 58},
    RelocationTypes{kMachineS390, 12, 22, 10, 61},
    RelocationTypes{kMachineSparcV9, 22, 32, 20, 249},
    RelocationTypes{kMachineSparc, 22, 3, 20, 249},
    RelocationTypes{kMachineLoongArch, 3, 2, 0, 12},
};

constexpr std::uint64_t kRelocationWindowBytes = 256ULL << 10;

// R_RISCV_32 and R_LARCH_32: the word-sized absolute relocation of the 32-bit class.
constexpr std::uint32_t kAbsolute32 = 1;

class Walk {
 public:
  Walk(const Image& image, const RelocationTypes& types, const std::vector<Table>& ranges)
      : image_(image), layout_(image.layout()), types_(types) {
    absolute_ = layout_.word == 4 && (types.machine == kMachineRiscV || types.machine == kMachineLoongArch)
                    ? kAbsolute32
                    : types.absolute;
    for (const Table& range : ranges) AddRange(range);
    SpanRanges();
  }

  Result<void> Entries(const Table& table, Addend addend, std::uint64_t relative_count);
  Result<void> Relr(const Table& table);
  Relocated Take() && { return std::move(result_); }

 private:
  struct Range {
    std::uint64_t begin;
    std::uint64_t end;
    std::size_t first_slot;
  };

  // Addresses from `begin` to before `begin + bytes`.
  struct Span {
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
    bool Holds(std::uint64_t address) const { return address - begin < bytes; }
    // Whether one of the `reach` bytes from `where` is in it; either may wrap.
    bool Meets(std::uint64_t where, std::uint64_t reach) const {
      return bytes != 0 && (Holds(where) || begin - where < reach);
    }
  };

  void AddRange(const Table& range);
  void SpanRanges();
  bool IsNear(std::uint64_t address) const { return near_[0].Holds(address) || near_[1].Holds(address); }
  void RelrWords(Bytes words, std::uint64_t& where);
  Slot* SlotAt(std::uint64_t address);
  void Entry(Bytes table, std::uint64_t at, Addend addend);
  static constexpr std::uint64_t kNoType = ~0ULL;
  template <class Visit>
  void ForCandidates(Bytes table, std::uint64_t entry_bytes, std::uint64_t type, Visit visit) const;
  void RelativeRun(Bytes table, std::uint64_t entry_bytes, Addend addend);
  std::uint64_t InPlace(std::uint64_t address) const;

  const Image& image_;
  const Layout& layout_;
  const RelocationTypes& types_;
  std::uint32_t absolute_ = 0;
  std::vector<Range> ranges_;
  // Between them they hold all ranges: the init arrays, and the table of offsets that the C runtime's stubs look into.
  // Most relocations are for the data that lies between those two; two comparisons rule out nearly every one.
  std::array<Span, 2> near_;
  std::uint64_t near_words_ = 0;  // named by bitmaps of RELR that were looked at one by one
  Relocated result_;
};

void Walk::AddRange(const Table& range) {
  const std::uint64_t count = range.bytes / layout_.word;
  if (count == 0) return;
  ranges_.push_back({range.address, range.address + count * layout_.word, result_.slots.size()});
  for (std::uint64_t i = 0; i < count; ++i) {
    Slot slot;
    slot.address = range.address + i * layout_.word;
    // Words past the file's bytes of a segment are zero until a relocation fills them.
    if (const auto offset = image_.OffsetOf(slot.address); offset.ok()) {
      slot.at_byte = *offset;
      slot.value = InPlace(slot.address);
    }
    result_.slots.push_back(slot);
  }
}

// Two spans for all ranges, apart at the widest gap between them.
void Walk::SpanRanges() {
  std::vector<Range> sorted = ranges_;
  std::sort(sorted.begin(), sorted.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::size_t first_of_second = 0;
  std::uint64_t widest = 0;
  std::uint64_t end = sorted.empty() ? 0 : sorted[0].end;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i].begin > end && sorted[i].begin - end > widest) {
      widest = sorted[i].begin - end;
      first_of_second = i;
    }
    end = std::max(end, sorted[i].end);
  }
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    Span& span = near_[i < first_of_second ? 0 : 1];
    if (span.bytes == 0) span.begin = sorted[i].begin;
    span.bytes = std::max(span.bytes, sorted[i].end - span.begin);
  }
}

std::uint64_t Walk::InPlace(std::uint64_t address) const {
  const auto word = image_.AtAddress(address, layout_.word);
  return word.ok() ? WordUnchecked(*word, 0, layout_, image_.order()) : 0;
}

Slot* Walk::SlotAt(std::uint64_t address) {
  for (const Range& range : ranges_) {
    if (address < range.begin || address >= range.end) continue;
    return &result_.slots[range.first_slot + (address - range.begin) / layout_.word];
  }
  return nullptr;
}

void Walk::Entry(Bytes table, std::uint64_t at, Addend addend) {
  const ByteOrder order = image_.order();
  const std::uint64_t info = WordUnchecked(table, at + layout_.word, layout_, order);
  const auto type = static_cast<std::uint32_t>(info & ((1ULL << layout_.relocation_symbol_shift) - 1));
  const std::uint64_t address = WordUnchecked(table, at, layout_, order);
  const bool is_near = IsNear(address);
  if (type != types_.irelative && !is_near) return;
  const std::uint64_t at_byte = table.base() + at;
  const std::uint64_t in_entry =
      addend == Addend::kInEntry ? WordUnchecked(table, at + 2 * layout_.word, layout_, order) : 0;
  if (type == types_.irelative && result_.irelatives.size() < limits::kMaxResolvers) {
    result_.irelatives.push_back({addend == Addend::kInEntry ? in_entry : InPlace(address), at_byte});
  }
  Slot* slot = is_near ? SlotAt(address) : nullptr;
  if (slot == nullptr) return;
  slot->at_byte = at_byte;
  if (addend == Addend::kInEntry) slot->value = in_entry;  // else the slot has what stands in its place already
  slot->symbol = static_cast<std::uint32_t>(info >> layout_.relocation_symbol_shift);
  if (type == types_.relative) {
    slot->by = Slot::By::kRelative;
  } else if (type == absolute_ || (type == types_.global_data && type != 0)) {
    slot->by = slot->symbol == 0 ? Slot::By::kRelative : Slot::By::kSymbol;
  } else {
    slot->by = Slot::By::kUnknown;
  }
}

// Calls visit(at) for each entry whose address is near a wanted one or whose type is `type`, and perhaps for some
// others. A row of entries is first looked at without a branch, as nearly none matters.
template <class Visit>
void Walk::ForCandidates(Bytes table, std::uint64_t entry_bytes, std::uint64_t type, Visit visit) const {
  constexpr std::uint64_t kRow = 16;
  const ByteOrder order = image_.order();
  std::uint64_t at = 0;
  if (layout_.word == 8 && order == ByteOrder::kLittle) {
    for (; table.size() - at >= kRow * entry_bytes; at += kRow * entry_bytes) {
      unsigned matters = 0;
      for (std::uint64_t i = 0; i < kRow; ++i) {
        const std::uint64_t entry = at + i * entry_bytes;
        const auto address = table.IntegerUnchecked<std::uint64_t>(entry, ByteOrder::kLittle);
        matters |= static_cast<unsigned>(near_[0].Holds(address)) | static_cast<unsigned>(near_[1].Holds(address));
        if (type == kNoType) continue;
        const auto of_type = table.IntegerUnchecked<std::uint32_t>(entry + 8, ByteOrder::kLittle);
        matters |= static_cast<unsigned>(of_type == type);
      }
      if (matters == 0) continue;
      for (std::uint64_t i = 0; i < kRow; ++i) visit(at + i * entry_bytes);
    }
  }
  for (; table.size() - at >= entry_bytes; at += entry_bytes) visit(at);
}

// The first DT_RELACOUNT entries: the loader adds the base without looking at their type (elf/do-rel.h), so only the
// address decides. This is the hot loop over millions of entries; it touches one word of each.
void Walk::RelativeRun(Bytes table, std::uint64_t entry_bytes, Addend addend) {
  ForCandidates(table, entry_bytes, kNoType, [&](std::uint64_t at) {
    Slot* slot = SlotAt(WordUnchecked(table, at, layout_, image_.order()));
    if (slot == nullptr) return;
    slot->by = Slot::By::kRelative;
    slot->at_byte = table.base() + at;
    if (addend == Addend::kInEntry) slot->value = WordUnchecked(table, at + 2 * layout_.word, layout_, image_.order());
  });
}

Result<void> Walk::Entries(const Table& table, Addend addend, std::uint64_t relative_count) {
  const std::uint64_t entry_bytes = EntryBytes(layout_, addend);
  const std::uint64_t relative = std::min(relative_count, table.bytes / entry_bytes);
  if (!ranges_.empty()) {
    HS_CHECK(VisitRelocations(image_, table, entry_bytes, {0, relative},
                              [&](Bytes window) { RelativeRun(window, entry_bytes, addend); }));
  }
  return VisitRelocations(image_, table, entry_bytes, {relative}, [&](Bytes window) {
    ForCandidates(window, entry_bytes, types_.irelative, [&](std::uint64_t at) { Entry(window, at, addend); });
  });
}

// RELR (generic-abi, "Relative relocations"): an even word is an address to relocate, an odd one a bitmap of the
// following 63 (or 31) words.
Result<void> Walk::Relr(const Table& table) {
  const std::uint64_t count = table.bytes / layout_.word;
  if (count == 0 || ranges_.empty()) return {};
  if (count > limits::kMaxRelocations) return Error{Error::Kind::kLimit, "too many relocations", table.address};
  std::uint64_t room = 0;
  HS_TRY(offset, image_.OffsetOf(table.address, &room));
  if (count * layout_.word > room) return Error{Error::Kind::kTruncated, "RELR table past the end", offset};
  std::uint64_t where = 0;
  for (std::uint64_t at = 0; at < count * layout_.word; at += kRelocationWindowBytes) {
    const std::uint64_t length = std::min(kRelocationWindowBytes, count * layout_.word - at);
    HS_TRY(words, image_.source().Window(offset + at, length));
    RelrWords(words, where);
    if (near_words_ > limits::kMaxRelocations) {
      return Error{Error::Kind::kLimit, "too many relocations", offset + at};
    }
  }
  return {};
}

// `where` is what the next bitmap begins at.
void Walk::RelrWords(Bytes words, std::uint64_t& where) {
  const std::uint64_t reach = (layout_.word * 8 - 1) * layout_.word;  // bytes that one bitmap is about
  const auto mark = [&](std::uint64_t address, std::uint64_t at) {
    Slot* slot = IsNear(address) ? SlotAt(address) : nullptr;
    if (slot == nullptr) return;
    slot->by = Slot::By::kRelative;
    slot->at_byte = words.base() + at;
  };
  for (std::uint64_t at = 0; at < words.size(); at += layout_.word) {
    const std::uint64_t word = WordUnchecked(words, at, layout_, image_.order());
    if ((word & 1U) == 0) {
      mark(word, at);
      where = word + layout_.word;
      continue;
    }
    // Bitmaps near no wanted word are stepped over whole; where the sum wraps, it is looked at.
    const bool is_near = near_[0].Meets(where, reach) || near_[1].Meets(where, reach);
    if (is_near) near_words_ += static_cast<std::uint64_t>(std::popcount(word >> 1U));
    for (std::uint64_t map = is_near ? word >> 1U : 0; map != 0; map &= map - 1) {
      mark(where + static_cast<std::uint64_t>(std::countr_zero(map)) * layout_.word, at);
    }
    where += reach;
  }
}

}  // namespace

const RelocationTypes* TypesOf(std::uint16_t machine) {
  const auto found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const RelocationTypes& t) { return t.machine == machine; });
  return found == kTypes.end() ? nullptr : found;
}

Result<Relocated> ReadRelocations(const Image& image, const Dynamic& dynamic, const std::vector<Table>& ranges) {
  std::uint64_t words = 0;
  for (const Table& range : ranges) {
    const std::uint64_t more = range.bytes / image.layout().word;
    if (more > limits::kMaxInitEntries || (words += more) > limits::kMaxInitEntries) {
      return Error{Error::Kind::kLimit, "too many entries in an init array", range.address};
    }
  }
  const RelocationTypes* types = TypesOf(image.machine());
  if (types == nullptr) return Error{Error::Kind::kUnsupported, "relocations of this machine are not known"};
  Walk walk(image, *types, ranges);
  // The loader's order (elf/do-rel.h, elf/dynamic-link.h): RELR first, then REL, RELA; what comes later overwrites.
  HS_CHECK(walk.Relr(dynamic.relr));
  HS_CHECK(walk.Entries(dynamic.rel, Addend::kInPlace, dynamic.rel_relative_count));
  HS_CHECK(walk.Entries(dynamic.rela, Addend::kInEntry, dynamic.rela_relative_count));
  HS_CHECK(walk.Entries(dynamic.jump_relocations,
                        dynamic.jump_relocations_are_rela ? Addend::kInEntry : Addend::kInPlace, 0));
  return std::move(walk).Take();
}

}  // namespace halfsecond::elf
