#include "readers/elf/symbol_tables.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/limits.h"
#include "readers/elf/constants.h"
#include "readers/elf/relocation_table.h"
#include "readers/elf/symbols.h"
#include "readers/elf/versions.h"

namespace halfsecond::elf {
namespace {

constexpr std::uint16_t kSectionAbsolute = 0xfff1;
constexpr std::uint16_t kVersionMask = 0x7fff;
constexpr std::uint16_t kVersionHidden = 0x8000;
constexpr std::uint8_t kBindLocal = 0;
constexpr std::uint8_t kBindGlobal = 1;
constexpr std::uint8_t kBindUnique = 10;
constexpr std::uint8_t kInternal = 1, kHidden = 2, kProtected = 3;  // st_other
constexpr std::uint8_t kTypeTls = 6;
// STT_NOTYPE, OBJECT, FUNC, COMMON, TLS, GNU_IFUNC: the types a definition may have (elf/dl-lookup.c).
constexpr std::uint32_t kAllowedTypes = 1U << 0 | 1U << 1 | 1U << 2 | 1U << 5 | 1U << kTypeTls | 1U << kSymbolGnuIfunc;

// Relocation types whose symbol is looked up as a call or as a copy; all others look up an address.
struct LookupTypes {
  std::uint16_t machine;
  std::uint32_t copy;
  std::array<std::uint32_t, 5> plt;  // jump slot, then those of thread-local storage; unused ones repeat the first
};
constexpr std::array kLookupTypes{
    LookupTypes{kMachineX86_64, 5, {7, 16, 17, 18, 36}},
    LookupTypes{kMachine386, 5, {7, 14, 35, 36, 41}},
    LookupTypes{kMachineAarch64, 1024, {1026, 1028, 1029, 1030, 1031}},
    LookupTypes{kMachineArm, 20, {22, 17, 18, 19, 22}},
    LookupTypes{kMachineRiscV, 4, {5, 7, 9, 11, 5}},
    LookupTypes{kMachinePpc64, 19, {21, 68, 73, 78, 21}},
    LookupTypes{kMachineS390, 9, {11, 54, 55, 56, 11}},
    LookupTypes{kMachineLoongArch, 4, {5, 7, 9, 11, 5}},
};

struct RawSymbol {
  std::uint32_t name = 0;
  std::uint8_t info = 0;
  std::uint8_t other = 0;
  std::uint16_t section = 0;
  std::uint64_t value = 0;
  std::uint8_t type() const { return info & 0xfU; }
  std::uint8_t bind() const { return static_cast<std::uint8_t>(info >> 4U); }
};

class TableReader {
 public:
  TableReader(const Image& image, const Dynamic& dynamic) : image_(image), dynamic_(dynamic) {}
  Result<std::vector<SymbolReference>> References();
  Result<void> Definitions(const std::function<void(const SymbolDefinition&)>& visit);

 private:
  Result<void> Open();
  Result<void> OpenTables(std::uint64_t at_least);
  Result<void> CollectLookups();
  void Note(Bytes window, Addend addend);
  Result<void> ReadVersions();
  RawSymbol At(std::uint64_t index) const;
  std::string_view Name(const RawSymbol& symbol) const;
  Result<void> CheckNames() const;
  std::uint16_t VersionIndex(std::uint64_t index) const;
  std::optional<SymbolReference> Reference(std::uint64_t index, const RawSymbol& symbol) const;
  std::optional<SymbolDefinition> Definition(std::uint64_t index, const RawSymbol& symbol) const;

  const Image& image_;
  const Dynamic& dynamic_;
  const LookupTypes* types_ = nullptr;
  Bytes symbols_, strings_, versions_;
  // Of all names looked at: they may overlap, so that a small table holds any number of long ones.
  mutable std::uint64_t name_bytes_ = 0;
  std::uint64_t most_symbols_ = 0;  // as many as there is room for, whatever relocations say
  std::uint64_t count_ = 0;
  std::vector<std::uint8_t> lookups_;  // by symbol index
  struct Version {
    std::string_view name;
    bool is_hidden = false;
  };
  std::vector<Version> version_names_;  // by version index
};

// The highest symbol that any relocation names may lie past what the hash tables cover: a table without definitions has
// no chain to count by. The relocations are walked first and tell.
Result<void> TableReader::CollectLookups() {
  const Layout& layout = image_.layout();
  const auto visit = [&](const Table& table, Addend addend, std::uint64_t skip) {
    return VisitRelocations(image_, table, EntryBytes(layout, addend), {skip},
                            [&](Bytes window) { Note(window, addend); });
  };
  HS_CHECK(visit(dynamic_.rel, Addend::kInPlace, dynamic_.rel_relative_count));
  HS_CHECK(visit(dynamic_.rela, Addend::kInEntry, dynamic_.rela_relative_count));
  return visit(dynamic_.jump_relocations, dynamic_.jump_relocations_are_rela ? Addend::kInEntry : Addend::kInPlace, 0);
}

void TableReader::Note(Bytes window, Addend addend) {
  const Layout& layout = image_.layout();
  const std::uint64_t entry_bytes = EntryBytes(layout, addend);
  for (std::uint64_t at = 0; at < window.size(); at += entry_bytes) {
    const std::uint64_t info = WordUnchecked(window, at + layout.word, layout, image_.order());
    const std::uint64_t symbol = info >> layout.relocation_symbol_shift;
    if (symbol == 0 || symbol >= most_symbols_) continue;
    const auto type = static_cast<std::uint32_t>(info & ((1ULL << layout.relocation_symbol_shift) - 1));
    if (type == 0) continue;  // R_*_NONE on every machine
    std::uint8_t lookup = kLookupData;
    if (types_ != nullptr && type == types_->copy) lookup = kLookupCopy;
    if (types_ != nullptr && std::find(types_->plt.begin(), types_->plt.end(), type) != types_->plt.end()) {
      lookup = kLookupPlt;
    }
    if (symbol >= lookups_.size()) lookups_.resize(std::max<std::size_t>(symbol + 1, lookups_.size() * 2), 0);
    lookups_[symbol] |= lookup;
  }
}

Result<void> TableReader::Open() {
  const auto known = std::find_if(kLookupTypes.begin(), kLookupTypes.end(),
                                  [&](const LookupTypes& t) { return t.machine == image_.machine(); });
  types_ = known == kLookupTypes.end() ? nullptr : known;
  std::uint64_t room = 0;
  if (dynamic_.symbol_table != 0) {
    HS_CHECK(image_.OffsetOf(dynamic_.symbol_table, &room));
  }
  most_symbols_ = std::min(room / image_.layout().symbol, limits::kMaxSymbols);
  HS_CHECK(CollectLookups());
  return OpenTables(lookups_.size());
}

Result<void> TableReader::OpenTables(std::uint64_t at_least) {
  HS_TRY(counted, CountSymbols(image_, dynamic_));
  count_ = dynamic_.symbol_table == 0 ? 0 : std::max(counted, at_least);
  if (count_ == 0) return {};
  std::uint64_t room = 0;
  HS_TRY(at, image_.OffsetOf(dynamic_.symbol_table, &room));
  count_ = std::min(count_, room / image_.layout().symbol);
  HS_TRY(symbols, image_.source().At(at, count_ * image_.layout().symbol));
  symbols_ = symbols;
  HS_TRY(strings_at, image_.OffsetOf(dynamic_.strings.address, &room));
  HS_TRY(strings, image_.source().At(strings_at, std::min(room, dynamic_.strings.bytes)));
  strings_ = strings;
  if (dynamic_.versym == 0) return {};
  HS_TRY(versions_at, image_.OffsetOf(dynamic_.versym, &room));
  HS_TRY(versions, image_.source().At(versions_at, std::min(room, count_ * 2)));
  versions_ = versions;
  return {};
}

Result<void> TableReader::ReadVersions() {
  const auto put = [&](std::uint16_t index, std::string_view name, bool hidden) {
    if (index >= version_names_.size()) version_names_.resize(std::size_t{index} + 1);
    version_names_[index] = {name, hidden};
  };
  HS_TRY(definitions, ReadVersionDefinitions(image_, dynamic_));
  for (const VersionDefinition& definition : definitions) {
    if (definition.kind == VersionDefinition::Kind::kNamed) put(definition.index, definition.version, false);
  }
  HS_TRY(needs, ReadVersionNeeds(image_, dynamic_));
  for (const VersionNeed& need : needs) put(need.index, need.version, need.is_hidden);
  return {};
}

RawSymbol TableReader::At(std::uint64_t index) const {
  const Layout& layout = image_.layout();
  const std::uint64_t at = index * layout.symbol;
  RawSymbol symbol;
  symbol.name = symbols_.IntegerUnchecked<std::uint32_t>(at, image_.order());
  symbol.info = symbols_.IntegerUnchecked<std::uint8_t>(at + layout.symbol_info_at, image_.order());
  symbol.other = symbols_.IntegerUnchecked<std::uint8_t>(at + layout.symbol_info_at + 1, image_.order());
  symbol.section = symbols_.IntegerUnchecked<std::uint16_t>(at + layout.symbol_shndx_at, image_.order());
  symbol.value = WordUnchecked(symbols_, at + layout.symbol_value_at, layout, image_.order());
  return symbol;
}

std::string_view TableReader::Name(const RawSymbol& symbol) const {
  if (symbol.name >= strings_.size()) return {};
  const std::string_view tail = strings_.text().substr(symbol.name, limits::kMaxStringBytes);
  const std::size_t nul = tail.find('\0');
  name_bytes_ += std::min(nul, tail.size());
  return nul == std::string_view::npos ? std::string_view{} : tail.substr(0, nul);
}

Result<void> TableReader::CheckNames() const {
  if (name_bytes_ <= limits::kMaxSymbolText) return {};
  return Error{Error::Kind::kLimit, "the names of the symbols are too long", strings_.base()};
}

std::uint16_t TableReader::VersionIndex(std::uint64_t index) const {
  return (index + 1) * 2 <= versions_.size() ? versions_.IntegerUnchecked<std::uint16_t>(index * 2, image_.order())
                                             : std::uint16_t{1};
}

std::optional<SymbolReference> TableReader::Reference(std::uint64_t index, const RawSymbol& symbol) const {
  constexpr std::uint8_t kVisibilityMask = 3;
  const std::uint8_t visibility = symbol.other & kVisibilityMask;
  // Local and hidden symbols are bound to the object itself, without a look-up.
  if (symbol.bind() == kBindLocal || visibility == kInternal || visibility == kHidden) return std::nullopt;
  SymbolReference reference;
  reference.name = Name(symbol);
  if (reference.name.empty()) return std::nullopt;
  reference.lookups = lookups_[index];
  reference.is_weak = symbol.bind() == kBindWeak;
  reference.is_defined_here = symbol.section != kSectionUndefined;
  reference.is_protected = visibility == kProtected;
  const std::uint16_t version = VersionIndex(index) & kVersionMask;
  if (version < version_names_.size()) {
    reference.version = version_names_[version].name;
    reference.is_hidden_version = version_names_[version].is_hidden;
  }
  return reference;
}

// What check_match of elf/dl-lookup.c would ever take.
std::optional<SymbolDefinition> TableReader::Definition(std::uint64_t index, const RawSymbol& symbol) const {
  const std::uint8_t bind = symbol.bind();
  if (bind != kBindGlobal && bind != kBindWeak && bind != kBindUnique) return std::nullopt;
  if ((kAllowedTypes >> symbol.type() & 1U) == 0) return std::nullopt;
  if (symbol.value == 0 && symbol.section != kSectionAbsolute && symbol.type() != kTypeTls) return std::nullopt;
  SymbolDefinition definition;
  definition.name = Name(symbol);
  if (definition.name.empty()) return std::nullopt;
  definition.is_procedure_stub = symbol.section == kSectionUndefined;
  definition.is_unique = bind == kBindUnique;
  definition.has_version_table = !versions_.empty();
  const std::uint16_t raw = VersionIndex(index);
  const std::uint16_t version = raw & kVersionMask;
  definition.is_hidden = !versions_.empty() && (raw & kVersionHidden) != 0;
  definition.is_base = versions_.empty() || version < 3;
  if (version < version_names_.size()) definition.version = version_names_[version].name;
  return definition;
}

Result<std::vector<SymbolReference>> TableReader::References() {
  HS_CHECK(Open());
  HS_CHECK(ReadVersions());
  std::vector<SymbolReference> references;
  for (std::uint64_t index = 1; index < std::min<std::uint64_t>(count_, lookups_.size()); ++index) {
    if (lookups_[index] == 0) continue;
    if (const auto reference = Reference(index, At(index))) references.push_back(*reference);
    HS_CHECK(CheckNames());
  }
  return references;
}

Result<void> TableReader::Definitions(const std::function<void(const SymbolDefinition&)>& visit) {
  HS_CHECK(OpenTables(0));
  HS_CHECK(ReadVersions());
  HS_TRY(first, FirstHashedSymbol(image_, dynamic_));
  for (std::uint64_t index = std::max<std::uint64_t>(first, 1); index < count_; ++index) {
    if (const auto definition = Definition(index, At(index))) visit(*definition);
    HS_CHECK(CheckNames());
  }
  return {};
}

}  // namespace

Result<std::vector<SymbolReference>> ReadReferences(const Image& image, const Dynamic& dynamic) {
  return TableReader(image, dynamic).References();
}

Result<void> VisitDefinitions(const Image& image, const Dynamic& dynamic,
                              const std::function<void(const SymbolDefinition&)>& visit) {
  return TableReader(image, dynamic).Definitions(visit);
}

}  // namespace halfsecond::elf
