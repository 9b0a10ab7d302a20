// Binder: which definition each reference binds to in one process, as the loader decides (elf/dl-lookup.c).

#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "analysis/bind/symbol_index.h"

namespace halfsecond::bind {

// One reference bound in one closure.
struct Binding {
  std::uint32_t from = 0;  // positions in Scope::objects
  std::uint32_t to = 0;
  std::uint32_t reference = 0;  // number of the reference among those of `from`
};

// The objects of one process, by their numbers in a SymbolIndex.
struct Scope {
  std::vector<std::uint32_t> objects;     // in the order in which symbols are looked up
  std::vector<std::uint32_t> relocation;  // positions in `objects`, in the order of relocation
  std::uint32_t program = 0;              // its position in `objects`
};

class Binder {
 public:
  // REQUIRES: both outlive the binder; all objects of `scope` were added to `index` and built.
  Binder(const SymbolIndex& index, const Scope& scope);

  // Everything that is bound when the objects run together, sorted by `from`. Symbols that nothing defines are left
  // out.
  std::vector<Binding> Bind();

 private:
  using Reference = SymbolIndex::Reference;
  using Definition = SymbolIndex::Definition;
  static constexpr std::uint32_t kNone = NamePool::kNone;

  // Where a look-up ends: a position in the scope, kNone when nowhere.
  struct Target {
    std::uint32_t position = kNone;
    bool is_unique = false;
  };

  Target Lookup(const Reference& reference, std::uint32_t from, std::uint8_t lookup) const;
  std::uint32_t Resolve(const Reference& reference, std::uint32_t from, std::uint8_t lookup);
  static bool Accepts(const Reference& reference, const Definition& definition, std::size_t& defaults);

  const SymbolIndex& index_;
  const Scope& scope_;
  std::vector<std::uint32_t> position_;                       // of each object in the scope; kNone outside
  std::unordered_map<std::uint32_t, std::uint32_t> uniques_;  // names of unique symbols bound so far: positions
};

}  // namespace halfsecond::bind
