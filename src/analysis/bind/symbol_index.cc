#include "analysis/bind/symbol_index.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "readers/elf/constants.h"
#include "readers/elf/image.h"

namespace halfsecond::bind {
namespace {

constexpr std::size_t kTextChunk = 1U << 20U;
constexpr std::size_t kAskedForBits = 1U << 23U;  // 1 MiB: some 300,000 names on a full system

}  // namespace

std::uint32_t SymbolIndex::Intern(std::string_view text) {
  if (text.empty()) return kNone;
  const HashedName hashed(text);
  const auto known = ids_.find(hashed);
  if (known != ids_.end()) return known->second;
  if (text.size() > text_left_) {
    text_left_ = std::max(kTextChunk, text.size());
    text_.push_back(std::make_unique_for_overwrite<char[]>(text_left_));
    text_next_ = text_.back().get();
  }
  std::memcpy(text_next_, text.data(), text.size());
  const std::string_view kept(text_next_, text.size());
  text_next_ += text.size();
  text_left_ -= text.size();
  const auto id = static_cast<std::uint32_t>(names_.size());
  names_.push_back(kept);
  HashedName key = hashed;
  key.text = kept;
  ids_.emplace(key, id);
  if (asked_for_.empty()) asked_for_.assign(kAskedForBits / 64, 0);
  asked_for_[hashed.hash % kAskedForBits / 64] |= 1ULL << (hashed.hash % 64);
  return id;
}

std::uint32_t SymbolIndex::Known(std::string_view text, std::uint32_t absent) const {
  const HashedName hashed(text);
  const std::size_t bit = hashed.hash % kAskedForBits;
  if (asked_for_.empty() || (asked_for_[bit / 64] >> (bit % 64) & 1U) == 0) return absent;
  const auto known = ids_.find(hashed);
  return known == ids_.end() ? absent : known->second;
}

std::uint32_t SymbolIndex::Add(const std::string& path) {
  if (const auto known = by_path_.find(path); known != by_path_.end()) return known->second;
  const load::StoredFile& file = store_.Get(path);
  const elf::Object* same = file.object.get();
  if (same != nullptr) {
    if (const auto known = by_object_.find(same); known != by_object_.end()) {
      by_path_.emplace(path, known->second);
      return known->second;
    }
  }
  const auto number = static_cast<std::uint32_t>(objects_.size());
  objects_.emplace_back();
  objects_.back().path = path;
  by_path_.emplace(path, number);
  if (same != nullptr) by_object_.emplace(same, number);
  ReadReferences(number);
  is_indexed_ = false;
  return number;
}

// Runs `use` on the file of object `number`; what keeps it from being read is noted once.
template <class Use>
void SymbolIndex::WithImage(std::uint32_t number, Use use) {
  const auto run = [&]() -> Result<void> {
    HS_TRY(source, store_.root().OpenFile(objects_[number].path));
    HS_TRY(image, elf::Image::Read(*source));
    HS_TRY(dynamic, elf::ReadDynamic(image));
    if (!dynamic) return {};
    return use(image, *dynamic);
  };
  if (const auto result = run(); !result.ok()) {
    damages_.push_back({objects_[number].path, result.error().what, result.error().at_byte});
  }
}

void SymbolIndex::ReadReferences(std::uint32_t number) {
  WithImage(number, [&](const elf::Image& image, const elf::Dynamic& dynamic) -> Result<void> {
    ObjectSymbols& object = objects_[number];
    object.is_symbolic = dynamic.is_symbolic;
    HS_TRY(references, elf::ReadReferences(image, dynamic));
    object.references.reserve(references.size());
    for (const elf::SymbolReference& from : references) {
      object.references.push_back({Intern(from.name), Intern(from.version), from.lookups, from.is_hidden_version,
                                   from.is_defined_here, from.is_protected});
    }
    return {};
  });
}

// Definitions are read once all references are known: of two million only those that somebody asks for are kept.
void SymbolIndex::IndexDefinitions() {
  definitions_.clear();
  for (std::uint32_t number = 0; number < objects_.size(); ++number) {
    WithImage(number, [&](const elf::Image& image, const elf::Dynamic& dynamic) {
      return elf::VisitDefinitions(image, dynamic, [&](const elf::SymbolDefinition& from) {
        const std::uint32_t name = Known(from.name, kNone);
        if (name == kNone) return;
        // A version that nobody asks for still is one: kOtherVersion differs from every asked one and from none.
        const std::uint32_t version = from.version.empty() ? kNone : Known(from.version, kOtherVersion);
        definitions_.push_back({name, number, version, from.is_hidden, from.is_base, from.has_version_table,
                                from.is_procedure_stub, from.is_unique});
      });
    });
  }
  std::stable_sort(definitions_.begin(), definitions_.end(),
                   [](const Definition& a, const Definition& b) { return a.name < b.name; });
  first_of_name_.assign(names_.size() + 1, 0);
  for (const Definition& definition : definitions_) ++first_of_name_[definition.name + 1];
  for (std::size_t i = 1; i < first_of_name_.size(); ++i) first_of_name_[i] += first_of_name_[i - 1];
  position_.assign(objects_.size(), kNone);
  is_indexed_ = true;
}

// The version part of check_match. `defaults` counts the definitions that would do for a reference without a version.
bool SymbolIndex::Accepts(const Reference& reference, const Definition& definition, std::size_t& defaults) {
  if (!definition.has_version_table) return true;
  if (reference.version != kNone) {
    if (definition.version == reference.version) return true;
    return !reference.is_hidden_version && definition.version == kNone && !definition.is_hidden;
  }
  if (definition.is_base) return true;
  if (!definition.is_hidden) ++defaults;
  return false;
}

SymbolIndex::Target SymbolIndex::Lookup(const Reference& reference, std::uint32_t from, std::uint8_t lookup) const {
  Target best;
  const std::uint32_t begin = first_of_name_[reference.name];
  const std::uint32_t end = first_of_name_[reference.name + 1];
  for (std::uint32_t i = begin; i < end;) {
    const std::uint32_t object = definitions_[i].object;
    const std::uint32_t position = position_[object];
    bool accepted = false;
    bool is_unique = false;
    std::size_t defaults = 0;
    for (; i < end && definitions_[i].object == object; ++i) {
      const Definition& definition = definitions_[i];
      if (definition.is_procedure_stub && lookup == elf::kLookupPlt) continue;
      accepted |= Accepts(reference, definition, defaults);
      is_unique |= definition.is_unique;
    }
    accepted |= defaults == 1;  // no version asked for, and just one default offered
    if (!accepted || position == kNone) continue;
    if (lookup == elf::kLookupCopy && position == program_) continue;
    if (objects_[from].is_symbolic && object == from) return {position, is_unique};
    if (position < best.position) best = {position, is_unique};
  }
  return best;
}

// _dl_lookup_symbol_x and do_lookup_unique of elf/dl-lookup.c. `from` is a number from Add.
std::uint32_t SymbolIndex::Resolve(const Reference& reference, std::uint32_t from, std::uint8_t lookup) {
  const Target found = Lookup(reference, from, lookup);
  std::uint32_t to = found.position;
  if (to == kNone) return kNone;
  const std::uint32_t own = position_[from];
  if (found.is_unique) {
    const auto [known, is_first] = uniques_.try_emplace(reference.name, lookup == elf::kLookupCopy ? own : to);
    if (!is_first && lookup != elf::kLookupCopy) to = known->second;
  }
  if (reference.is_protected && reference.is_defined_here) {
    const std::uint32_t called = lookup == elf::kLookupPlt ? to : Lookup(reference, from, elf::kLookupPlt).position;
    if (called != kNone && called != own) to = own;
  }
  return to;
}

void SymbolIndex::Bind(const Scope& scope, std::vector<Binding>& out) {
  out.clear();
  if (!is_indexed_) IndexDefinitions();
  const std::vector<std::uint32_t>& order = scope.objects;
  program_ = scope.program;
  uniques_.clear();
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    if (position_[order[i]] == kNone) position_[order[i]] = i;
  }
  for (const std::uint32_t i : scope.relocation) {
    if (position_[order[i]] != i) continue;  // the same file a second time
    const ObjectSymbols& object = objects_[order[i]];
    for (std::uint32_t r = 0; r < object.references.size(); ++r) {
      const Reference& reference = object.references[r];
      std::uint32_t told = kNone;
      for (const std::uint8_t lookup : {elf::kLookupPlt, elf::kLookupData, elf::kLookupCopy}) {
        if ((reference.lookups & lookup) == 0) continue;
        const std::uint32_t to = Resolve(reference, order[i], lookup);
        if (to == kNone || to == told) continue;
        out.push_back({i, to, r});
        told = to;
      }
    }
  }
  for (const std::uint32_t object : order) position_[object] = kNone;
  std::stable_sort(out.begin(), out.end(), [](const Binding& a, const Binding& b) { return a.from < b.from; });
}

std::string SymbolIndex::Name(std::uint32_t object, std::uint32_t reference) const {
  const Reference& what = objects_[object].references[reference];
  std::string name(names_[what.name]);
  if (what.version != kNone) name.append("@").append(names_[what.version]);
  return name;
}

std::string_view SymbolIndex::BareName(std::uint32_t object, std::uint32_t reference) const {
  return names_[objects_[object].references[reference].name];
}

bool SymbolIndex::IsDefinedByItself(std::uint32_t object, std::uint32_t reference) const {
  return objects_[object].references[reference].is_defined_here;
}

}  // namespace halfsecond::bind
