// What each direct dependency of a program is used for, and what would go with it: its price.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "facts/load.h"

namespace halfsecond {

// One symbol bound at start-up. Indexes are into LoadFacts::objects.
struct BoundSymbol {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string symbol;  // "sd_notify@LIBSYSTEMD_209"
};

// One DT_NEEDED entry of the program itself.
struct EdgeFacts {
  std::size_t library = kNobody;  // index into LoadFacts::objects; kNobody when it is missing
  std::string soname;             // as named
  std::uint64_t at_byte = 0;
  std::vector<std::string> symbols;  // that the program binds from it, sorted
  // The closure resolved again without this entry:
  std::vector<std::string>
      removed;                     // sonames that go, in the loader's order; the library itself is among them or stays
  std::vector<std::string> added;  // that come instead: found elsewhere once the entry is gone
  std::map<std::string, std::vector<std::string>> stays_through;  // what it brings and stays: soname to chain
  std::size_t removed_uninvited = 0;  // of the removed, third-party libraries that run code before main
  std::size_t constructors = 0;       // functions that no longer run
  std::size_t resolvers = 0;
  std::uint64_t bytes = 0;  // sizes of the removed files
  std::string remedy;       // empty when none is known
};

struct ReplaceableFacts {
  LoadFacts load;
  std::vector<BoundSymbol> bindings;
  std::vector<EdgeFacts> edges;       // in the order of the program's entries, the C runtime's left out
  std::vector<std::size_t> uncalled;  // third-party objects that nothing binds to, indexes into load.objects
  bool is_complete = false;           // false when a symbol table could not be read, or the closure has holes
};

// What one more library would bring.
struct AdditionFacts {
  std::string library;
  std::string path;                  // of its file, where that would be new
  std::vector<std::string> added;    // sonames that would be new, in the loader's order
  std::vector<std::string> missing;  // that would not be found
  std::size_t added_uninvited = 0;
  std::size_t constructors = 0;
  std::size_t resolvers = 0;
  std::uint64_t bytes = 0;
};

// The edge whose removal takes most for the fewest symbols, or nullptr when no removal takes anything.
const EdgeFacts* CheapestCut(const ReplaceableFacts& facts);

}  // namespace halfsecond
