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

// What a program binds from the libraries that it names. Nothing in it depends on what would be found elsewhere.
struct ProgramUse {
  struct Edge {
    std::size_t library = kNobody;     // into LoadFacts::objects
    std::uint64_t at_byte = 0;         // the entry
    std::vector<std::string> symbols;  // with versions, sorted
  };
  std::vector<Edge> edges;            // in the order of the entries, the C runtime's and what is missing left out
  std::vector<std::size_t> uncalled;  // as in ReplaceableFacts
  bool is_whole = false;              // the symbols of every object could be read
};

// Adds the objects of a program to the index.
void AddObjects(const LoadFacts& load, SymbolIndex& index);

// The use of the libraries by the program of `load`, whose file holds `program`. REQUIRES: its objects were added to
// the index and built.
ProgramUse UseOf(const elf::Object& program, const LoadFacts& load, const SymbolIndex& index);

// Edges and uncalled objects of a program, from its use. `load` are the facts of its unaltered closure.
ReplaceableFacts PriceEdges(load::LoaderWorld& world, LoadFacts load, ProgramUse use, EdgeScope scope);

// The same from the index. REQUIRES: as UseOf.
ReplaceableFacts PriceEdges(load::LoaderWorld& world, const SymbolIndex& index, LoadFacts load, EdgeScope scope);

// The closure if objects[from] were linked without its entry `name`.
struct LinkPrice {
  std::vector<std::string> removed;  // sonames that go, in the loader's order
  std::size_t libraries_left = 0;
};
LinkPrice PriceLink(load::LoaderWorld& world, const LoadFacts& load, std::size_t from, const std::string& name);

// What `library` would bring as one more DT_NEEDED entry of the program.
AdditionFacts PriceAddition(load::LoaderWorld& world, const LoadFacts& load, const std::string& library);

}  // namespace halfsecond::bind
