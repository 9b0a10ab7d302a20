// BindingTable: the bindings of one program, told by the numbers of its LoadFacts.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/bind/symbol_index.h"
#include "facts/replaceable.h"

namespace halfsecond::bind {

class BindingTable {
 public:
  // Binds the program of `load`. REQUIRES: its objects were added to `index`; both outlive the table.
  BindingTable(const LoadFacts& load, SymbolIndex& index);

  // Every binding, in the order of the objects and their symbols.
  std::vector<BoundSymbol> All() const;

  // The symbols that the program itself binds from objects[library]: names with versions into `symbols`, sorted and
  // without repetition; returned are the names alone.
  std::vector<std::string_view> FromProgram(std::size_t library, std::vector<std::string>& symbols) const;

  // Third-party objects that no other object binds anything from.
  std::vector<std::size_t> Uncalled() const;

 private:
  const LoadFacts& load_;
  SymbolIndex& index_;
  Scope scope_;
  std::vector<std::size_t> shown_;  // the places of its objects in load.objects
  std::vector<Binding> bindings_;
};

}  // namespace halfsecond::bind
