#include "readers/elf/dynamic.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::elf {
namespace {

// Strings are read in pieces of this size until their NUL shows: most stand on one page with their neighbours.
constexpr std::uint64_t kStringStep = 256;

struct StringEntry {
  std::uint64_t tag = 0;
  std::uint64_t offset = 0;
  std::uint64_t at_byte = 0;
};

// Tags whose value is one number for one field.
struct NumberTag {
  std::uint64_t tag;
  std::uint64_t Dynamic::*field;
};
constexpr std::array kNumberTags{
    NumberTag{kTagFlags, &Dynamic::flags},
    NumberTag{kTagFlags1, &Dynamic::flags_1},
    NumberTag{kTagRelaCount, &Dynamic::rela_relative_count},
    NumberTag{kTagRelCount, &Dynamic::rel_relative_count},
    NumberTag{kTagSymbolTable, &Dynamic::symbol_table},
    NumberTag{kTagHash, &Dynamic::sysv_hash},
    NumberTag{kTagGnuHash, &Dynamic::gnu_hash},
    NumberTag{kTagVersym, &Dynamic::versym},
    NumberTag{kTagVerneed, &Dynamic::verneed},
    NumberTag{kTagVerneedCount, &Dynamic::verneed_count},
    NumberTag{kTagVerdef, &Dynamic::verdef},
    NumberTag{kTagVerdefCount, &Dynamic::verdef_count},
};

// Tags that are one half of a table.
struct TableTag {
  std::uint64_t tag;
  Table Dynamic::*table;
  std::uint64_t Table::*half;
};
constexpr std::array kTableTags{
    TableTag{kTagStringTable, &Dynamic::strings, &Table::address},
    TableTag{kTagStringSize, &Dynamic::strings, &Table::bytes},
    TableTag{kTagInitArray, &Dynamic::init_array, &Table::address},
    TableTag{kTagInitArraySize, &Dynamic::init_array, &Table::bytes},
    TableTag{kTagPreinitArray, &Dynamic::preinit_array, &Table::address},
    TableTag{kTagPreinitArraySize, &Dynamic::preinit_array, &Table::bytes},
    TableTag{kTagRela, &Dynamic::rela, &Table::address},
    TableTag{kTagRelaSize, &Dynamic::rela, &Table::bytes},
    TableTag{kTagRel, &Dynamic::rel, &Table::address},
    TableTag{kTagRelSize, &Dynamic::rel, &Table::bytes},
    TableTag{kTagRelr, &Dynamic::relr, &Table::address},
    TableTag{kTagRelrSize, &Dynamic::relr, &Table::bytes},
    TableTag{kTagJmpRel, &Dynamic::jump_relocations, &Table::address},
    TableTag{kTagPltRelSize, &Dynamic::jump_relocations, &Table::bytes},
};

// Where a tag stands in kNumberTags and, behind these, in kTableTags, counted from 1; 0: in neither. A dynamic section
// has 30 entries, and a system thousands of them.
constexpr std::uint64_t kLowTags = 64;
constexpr std::uint64_t kFirstHighTag = 0x6ffffe00;
constexpr std::uint64_t kHighTags = 0x200;

constexpr std::size_t SlotOf(std::uint64_t tag) {
  if (tag < kLowTags) return tag;
  return tag - kFirstHighTag < kHighTags ? kLowTags + (tag - kFirstHighTag) : kTagNull;
}

constexpr auto kPlaces = [] {
  std::array<std::uint8_t, kLowTags + kHighTags> places{};
  std::uint8_t place = 0;
  for (const NumberTag& known : kNumberTags) places[SlotOf(known.tag)] = ++place;
  for (const TableTag& known : kTableTags) places[SlotOf(known.tag)] = ++place;
  return places;
}();
static_assert(kPlaces[kTagNull] == 0);

bool IsStringTag(std::uint64_t tag) {
  switch (tag) {
    case kTagNeeded:
    case kTagAuxiliary:
    case kTagFilter:
    case kTagSoname:
    case kTagRpath:
    case kTagRunpath:
    case kTagAudit:
    case kTagDepAudit:
      return true;
    default:
      return false;
  }
}

void TakeNumber(Dynamic& dynamic, std::uint64_t tag, std::uint64_t value, std::uint64_t at_byte) {
  const std::size_t place = kPlaces[SlotOf(tag)];
  if (place > kNumberTags.size()) {
    const TableTag& known = kTableTags[place - kNumberTags.size() - 1];
    (dynamic.*known.table).*known.half = value;
  } else if (place > 0) {
    dynamic.*kNumberTags[place - 1].field = value;
  }
  switch (tag) {
    case kTagInit:
      dynamic.init = value;
      dynamic.init_at_byte = at_byte;
      break;
    case kTagPltRel:
      dynamic.jump_relocations_are_rela = value == kTagRela;
      break;
    case kTagBindNow:
      dynamic.bind_now = true;
      break;
    case kTagSymbolic:
      dynamic.is_symbolic = true;
      break;
    case kTagTextRel:
      dynamic.text_relocations = true;
      break;
    default:
      break;
  }
}

void TakeString(Dynamic& dynamic, const StringEntry& entry, std::string_view text) {
  switch (entry.tag) {
    case kTagNeeded:
      dynamic.needed.push_back({text, Needed::Kind::kNeeded, entry.at_byte});
      break;
    case kTagAuxiliary:
      dynamic.needed.push_back({text, Needed::Kind::kAuxiliary, entry.at_byte});
      break;
    case kTagFilter:
      dynamic.needed.push_back({text, Needed::Kind::kFilter, entry.at_byte});
      break;
    case kTagSoname:
      dynamic.soname = text;
      break;
    case kTagRpath:
      dynamic.rpath = text;
      break;
    case kTagRunpath:
      dynamic.runpath = text;
      break;
    case kTagAudit:
      dynamic.audit = text;
      break;
    case kTagDepAudit:
      dynamic.dep_audit = text;
      break;
    default:
      break;
  }
}

}  // namespace

Result<std::string_view> ReadString(const Image& image, const Dynamic& dynamic, std::uint64_t offset) {
  if (offset >= dynamic.strings.bytes) {
    return Error{Error::Kind::kTruncated, "string starts past the end of the dynamic string table", offset};
  }
  std::uint64_t room = 0;
  HS_TRY(table_at, image.OffsetOf(dynamic.strings.address, &room));
  room = std::min(room, dynamic.strings.bytes);
  if (offset >= room) return Error{Error::Kind::kTruncated, "dynamic string table past the end", table_at};
  for (std::uint64_t step = kStringStep;; step *= 4) {
    const std::uint64_t length = std::min(step, room - offset);
    HS_TRY(bytes, image.source().At(table_at + offset, length));
    const std::size_t nul = bytes.text().find('\0');
    if (nul != std::string_view::npos) return bytes.text().substr(0, nul);
    if (length == room - offset) {
      return Error{Error::Kind::kMalformed, "string runs past the end of the dynamic string table", table_at + offset};
    }
    if (step > limits::kMaxStringBytes) return Error{Error::Kind::kLimit, "string too long", table_at + offset};
  }
}

Result<std::optional<Dynamic>> ReadDynamic(const Image& image) {
  const Segment* segment = image.Find(kSegmentDynamic);
  if (segment == nullptr || segment->file_bytes == 0) return std::optional<Dynamic>();
  const Layout& layout = image.layout();
  if (segment->file_bytes / layout.dynamic > limits::kMaxDynamicEntries) {
    return Error{Error::Kind::kLimit, "too many dynamic entries", segment->offset};
  }
  const auto section = image.source().At(segment->offset, segment->file_bytes);
  if (!section.ok()) return Error{section.error().kind, "dynamic section past the end", segment->offset};

  Dynamic dynamic;
  std::vector<StringEntry> strings;  // resolved last: DT_STRTAB may stand behind the entries that need it
  for (std::uint64_t at = 0; section->size() - at >= layout.dynamic; at += layout.dynamic) {
    const std::uint64_t tag = WordUnchecked(*section, at, layout, image.order());
    if (tag == kTagNull) break;
    const std::uint64_t value = WordUnchecked(*section, at + layout.word, layout, image.order());
    if (!IsStringTag(tag)) {
      TakeNumber(dynamic, tag, value, segment->offset + at);
    } else if (strings.size() == limits::kMaxNeeded) {
      return Error{Error::Kind::kLimit, "too many names in the dynamic section", segment->offset + at};
    } else {
      strings.push_back({tag, value, segment->offset + at});
    }
  }
  dynamic.bind_now |= (dynamic.flags & kFlagBindNow) != 0 || (dynamic.flags_1 & kFlag1Now) != 0;
  dynamic.is_symbolic |= (dynamic.flags & kFlagSymbolic) != 0;
  dynamic.text_relocations |= (dynamic.flags & kFlagTextRel) != 0;
  for (const StringEntry& entry : strings) {
    const auto text = ReadString(image, dynamic, entry.offset);
    if (text.ok()) {
      TakeString(dynamic, entry, *text);
    } else {
      dynamic.damages.push_back({text.error().kind, text.error().what, entry.at_byte});
    }
  }
  return std::optional<Dynamic>(std::move(dynamic));
}

}  // namespace halfsecond::elf
