// The price of a dependency: the closure resolved again without it, or with one more.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/bind/symbol_index.h"
#include "analysis/load/closure.h"
#include "facts/replaceable.h"

namespace halfsecond::bind {

// How much of a program is priced.
enum class EdgeScope : std::uint8_t {
  kFewSymbols,      // only edges with at most kFewSymbols symbols have a price; for surveys
  kAll,             // every edge
  kAllAndBindings,  // and ReplaceableFacts::bindings is filled
};
inline constexpr std::size_t kFewSymbols = 2;

// Edges and uncalled objects of a program. `load` are the facts of its unaltered closure; `index` holds, or is given
// here, all its objects. Several programs: add all their objects first (AddObjects), the index is then built once.
ReplaceableFacts PriceEdges(load::LoaderWorld& world, SymbolIndex& index, LoadFacts load, EdgeScope scope);

// Adds the objects of a program to the index.
void AddObjects(const LoadFacts& load, SymbolIndex& index);

// The closure if objects[from] were linked without its entry `name`.
struct LinkPrice {
  std::vector<std::string> removed;  // sonames that go, in the loader's order
  std::size_t libraries_left = 0;
};
LinkPrice PriceLink(load::LoaderWorld& world, const LoadFacts& load, std::size_t from, const std::string& name);

// What `library` would bring as one more DT_NEEDED entry of the program.
AdditionFacts PriceAddition(load::LoaderWorld& world, const LoadFacts& load, const std::string& library);

}  // namespace halfsecond::bind
