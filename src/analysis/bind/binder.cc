#include "analysis/bind/binder.h"

#include <algorithm>

namespace halfsecond::bind {

Binder::Binder(const SymbolIndex& index, const Scope& scope)
    : index_(index), scope_(scope), position_(index.objects_.size(), kNone) {
  for (std::uint32_t i = 0; i < scope.objects.size(); ++i) {
    if (position_[scope.objects[i]] == kNone) position_[scope.objects[i]] = i;
  }
}

// The version part of check_match. `defaults` counts the definitions that would do for a reference without a version.
bool Binder::Accepts(const Reference& reference, const Definition& definition, std::size_t& defaults) {
  if (!definition.has_version_table) return true;
  if (reference.version != kNone) {
    if (definition.version == reference.version) return true;
    return !reference.is_hidden_version && definition.version == kNone && !definition.is_hidden;
  }
  if (definition.is_base) return true;
  if (!definition.is_hidden) ++defaults;
  return false;
}

Binder::Target Binder::Lookup(const Reference& reference, std::uint32_t from, std::uint8_t lookup) const {
  Target best;
  const std::uint32_t begin = index_.first_of_name_[reference.name];
  const std::uint32_t end = index_.first_of_name_[reference.name + 1];
  for (std::uint32_t i = begin; i < end;) {
    const std::uint32_t object = index_.definitions_[i].object;
    const std::uint32_t position = position_[object];
    bool accepted = false;
    bool is_unique = false;
    std::size_t defaults = 0;
    for (; i < end && index_.definitions_[i].object == object; ++i) {
      const Definition& definition = index_.definitions_[i];
      if (definition.is_procedure_stub && lookup == elf::kLookupPlt) continue;
      accepted |= Accepts(reference, definition, defaults);
      is_unique |= definition.is_unique;
    }
    accepted |= defaults == 1;  // no version asked for, and just one default offered
    if (!accepted || position == kNone) continue;
    if (lookup == elf::kLookupCopy && position == scope_.program) continue;
    if (index_.objects_[from].is_symbolic && object == from) return {position, is_unique};
    if (position < best.position) best = {position, is_unique};
  }
  return best;
}

// _dl_lookup_symbol_x and do_lookup_unique of elf/dl-lookup.c. `from` is a number in the index.
std::uint32_t Binder::Resolve(const Reference& reference, std::uint32_t from, std::uint8_t lookup) {
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

std::vector<Binding> Binder::Bind() {
  std::vector<Binding> out;
  const std::vector<std::uint32_t>& order = scope_.objects;
  for (const std::uint32_t i : scope_.relocation) {
    if (position_[order[i]] != i) continue;  // the same file a second time
    const auto& references = index_.objects_[order[i]].references;
    for (std::uint32_t r = 0; r < references.size(); ++r) {
      std::uint32_t told = kNone;
      for (const std::uint8_t lookup : {elf::kLookupPlt, elf::kLookupData, elf::kLookupCopy}) {
        if ((references[r].lookups & lookup) == 0) continue;
        const std::uint32_t to = Resolve(references[r], order[i], lookup);
        if (to == kNone || to == told) continue;
        out.push_back({i, to, r});
        told = to;
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Binding& a, const Binding& b) { return a.from < b.from; });
  return out;
}

}  // namespace halfsecond::bind
