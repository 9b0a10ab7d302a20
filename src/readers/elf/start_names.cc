#include "readers/elf/start_names.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "readers/elf/constants.h"
#include "readers/elf/symbols.h"

namespace halfsecond::elf {
namespace {

constexpr std::uint8_t kTypeFunction = 2;
constexpr std::uint32_t kSectionSymbolTable = 2;  // SHT_SYMTAB

// A symbol table and its strings, as places in the file.
struct SymbolTable {
  std::uint64_t at = 0;
  std::uint64_t count = 0;
  std::uint64_t strings_at = 0;
  std::uint64_t string_bytes = 0;
};

// One Elf_Shdr, as far as a symbol table needs it.
struct Section {
  std::uint32_t type = 0;
  std::uint32_t link = 0;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

Result<Section> ReadSection(const Image& image, std::uint64_t table_at, std::uint64_t index) {
  const Layout& layout = image.layout();
  const std::uint64_t word = layout.word;
  const std::uint64_t entry_bytes = 16 + word * 6;  // four 32-bit fields, six of a word
  HS_TRY(entry, image.source().At(table_at + index * entry_bytes, entry_bytes));
  Section section;
  section.type = entry.IntegerUnchecked<std::uint32_t>(4, image.order());
  section.offset = WordUnchecked(entry, 8 + word * 2, layout, image.order());
  section.bytes = WordUnchecked(entry, 8 + word * 3, layout, image.order());
  section.link = entry.IntegerUnchecked<std::uint32_t>(8 + word * 4, image.order());
  return section;
}

// `.symtab`, which only the section headers know.
Result<std::optional<SymbolTable>> FindSymtab(const Image& image) {
  const Layout& layout = image.layout();
  HS_TRY(header, image.source().At(0, layout.header));
  const std::uint64_t table_at = WordUnchecked(header, layout.shoff_at, layout, image.order());
  // e_shentsize, e_shnum and e_shstrndx end the header.
  const auto entry_bytes = header.IntegerUnchecked<std::uint16_t>(layout.header - 6, image.order());
  const std::uint64_t count = header.IntegerUnchecked<std::uint16_t>(layout.header - 4, image.order());
  if (table_at == 0 || table_at > image.source().size() || entry_bytes != 16 + layout.word * 6) return std::nullopt;
  for (std::uint64_t i = 0; i < std::min(count, limits::kMaxSections); ++i) {
    HS_TRY(section, ReadSection(image, table_at, i));
    if (section.type != kSectionSymbolTable || section.link >= count) continue;
    HS_TRY(strings, ReadSection(image, table_at, section.link));
    return SymbolTable{section.offset, section.bytes / layout.symbol, strings.offset, strings.bytes};
  }
  return std::nullopt;
}

Result<std::optional<SymbolTable>> FindDynsym(const Image& image, const Dynamic& dynamic) {
  HS_TRY(count, CountSymbols(image, dynamic));
  if (count == 0) return std::nullopt;
  SymbolTable table;
  table.count = count;
  HS_TRY(at, image.OffsetOf(dynamic.symbol_table));
  HS_TRY(strings_at, image.OffsetOf(dynamic.strings.address));
  table.at = at;
  table.strings_at = strings_at;
  table.string_bytes = dynamic.strings.bytes;
  return table;
}

class Namer {
 public:
  Namer(const Image& image, std::vector<StartFunction>& functions) : image_(image), functions_(functions) {
    for (std::size_t i = 0; i < functions.size(); ++i) {
      const StartFunction& function = functions[i];
      if (function.nature != StartFunction::Nature::kCode || function.address == 0) continue;
      if (function.symbol.empty()) unnamed_.push_back({function.address, i});
    }
    std::sort(unnamed_.begin(), unnamed_.end(), [](const Unnamed& a, const Unnamed& b) {
      return std::pair(a.address, a.function) < std::pair(b.address, b.function);
    });
    left_ = unnamed_.size();
  }

  bool is_done() const { return left_ == 0; }
  Result<void> From(const SymbolTable& table);

 private:
  struct Unnamed {
    std::uint64_t address = 0;
    std::size_t function = 0;
  };

  std::uint64_t SkipFarRows(Bytes window, std::uint64_t i, std::uint64_t n) const;
  void Note(Bytes window, std::uint64_t at);
  Result<std::string_view> ReadName(std::uint64_t at, std::uint64_t room);
  void Name(std::uint64_t address, std::string_view name);
  std::vector<Unnamed>::const_iterator FirstAt(std::uint64_t address) const {
    return std::lower_bound(unnamed_.begin(), unnamed_.end(), address,
                            [](const Unnamed& each, std::uint64_t wanted) { return each.address < wanted; });
  }

  const Image& image_;
  std::vector<StartFunction>& functions_;
  // By address. Not hashed: whoever makes the file chooses the addresses, and so the collisions.
  std::vector<Unnamed> unnamed_;
  std::size_t left_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> names_of_met_;  // address, offset of the name
};

void Namer::Note(Bytes window, std::uint64_t at) {
  const Layout& layout = image_.layout();
  const ByteOrder order = image_.order();
  const auto type = window.IntegerUnchecked<std::uint8_t>(at + layout.symbol_info_at, order) & 0xfU;
  if (type != kTypeFunction && type != kSymbolGnuIfunc) return;
  if (window.IntegerUnchecked<std::uint16_t>(at + layout.symbol_shndx_at, order) == kSectionUndefined) return;
  const std::uint64_t address = WordUnchecked(window, at + layout.symbol_value_at, layout, order);
  if (address < unnamed_.front().address || address > unnamed_.back().address) return;
  if (names_of_met_.size() < limits::kMaxResolvers && FirstAt(address)->address == address) {
    names_of_met_.emplace_back(address, window.IntegerUnchecked<std::uint32_t>(at, order));
  }
}

// The first symbol from `i` on in a row of which one may lie where a name is wanted. Whole rows are looked at without a
// branch, as in nearly all of them none does.
std::uint64_t Namer::SkipFarRows(Bytes window, std::uint64_t i, std::uint64_t n) const {
  constexpr std::uint64_t kRow = 16;
  const Layout& layout = image_.layout();
  if (i % kRow != 0 || layout.word != 8 || image_.order() != ByteOrder::kLittle) return i;
  const std::uint64_t lowest = unnamed_.front().address;
  const std::uint64_t span = unnamed_.back().address - lowest;
  for (; n - i >= kRow; i += kRow) {
    unsigned matters = 0;
    for (std::uint64_t k = 0; k < kRow; ++k) {
      const std::uint64_t at = (i + k) * kLayout64.symbol + kLayout64.symbol_value_at;
      matters |= static_cast<unsigned>(window.IntegerUnchecked<std::uint64_t>(at, ByteOrder::kLittle) - lowest <= span);
    }
    if (matters != 0) break;
  }
  return i;
}

Result<void> Namer::From(const SymbolTable& table) {
  if (table.count > limits::kMaxSymbols) return Error{Error::Kind::kLimit, "too many symbols", table.at};
  const std::uint64_t symbol = image_.layout().symbol;
  const std::uint64_t step = kSymbolWindowBytes / symbol;
  names_of_met_.clear();
  for (std::uint64_t first = 0; first < table.count; first += step) {
    const std::uint64_t n = std::min(step, table.count - first);
    HS_TRY(window, image_.source().Window(table.at + first * symbol, n * symbol));
    for (std::uint64_t i = SkipFarRows(window, 0, n); i < n; i = SkipFarRows(window, i + 1, n)) {
      Note(window, i * symbol);
    }
  }
  for (const auto& [address, name_at] : names_of_met_) {
    if (name_at >= table.string_bytes || !functions_[FirstAt(address)->function].symbol.empty()) continue;
    const std::uint64_t at = table.strings_at + name_at;
    if (at < name_at || at > image_.source().size()) continue;
    const std::uint64_t room = std::min(table.string_bytes - name_at, image_.source().size() - at);
    HS_TRY(name, ReadName(at, std::min(room, limits::kMaxNameBytes)));
    if (!name.empty()) Name(address, name);
  }
  return {};
}

// The string at `at`, "" when it has not ended after `room` bytes. In steps: most are short, and lie beside each other.
Result<std::string_view> Namer::ReadName(std::uint64_t at, std::uint64_t room) {
  constexpr std::uint64_t kStep = 256;
  for (std::uint64_t length = std::min(kStep, room);; length = std::min(length * 4, room)) {
    HS_TRY(text, image_.source().At(at, length));
    if (const auto name = text.CString(0); name.ok()) return *name;
    if (length == room) return std::string_view{};
  }
}

void Namer::Name(std::uint64_t address, std::string_view name) {
  for (auto it = FirstAt(address); it != unnamed_.end() && it->address == address; ++it, --left_) {
    functions_[it->function].symbol = name;
  }
}

}  // namespace

void NameStartFunctions(const Image& image, const Dynamic& dynamic, std::vector<StartFunction>& functions) {
  Namer namer(image, functions);
  if (namer.is_done()) return;
  if (const auto table = FindDynsym(image, dynamic); table.ok() && *table) static_cast<void>(namer.From(**table).ok());
  if (namer.is_done()) return;
  if (const auto table = FindSymtab(image); table.ok() && *table) static_cast<void>(namer.From(**table).ok());
}

}  // namespace halfsecond::elf
