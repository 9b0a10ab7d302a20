// BindingTable: the bindings of one program, told by the numbers of its LoadFacts.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/bind/binder.h"
#include "analysis/bind/symbol_index.h"
#include "facts/replaceable.h"

namespace halfsecond::bind {

class BindingTable {
 public:
  // Binds the program of `load`. REQUIRES: its objects were added to `index` and built; both outlive the table.
  BindingTable(const LoadFacts& load, const SymbolIndex& index);

  // Every binding, in the order of the objects and their symbols.
  std::vector<BoundSymbol> All() const;

  // The symbols that the program itself binds from objects[library]: names with versions, sorted, without repetition.
  std::vector<std::string> FromProgram(std::size_t library) const;

  // Third-party objects that no other object binds anything from.
  std::vector<std::size_t> Uncalled() const;

  // Could the symbols of every object be read?
  bool IsWhole() const;

 private:
  const LoadFacts& load_;
  const SymbolIndex& index_;
  Scope scope_;
  std::vector<std::size_t> shown_;  // the places of its objects in load.objects
  std::vector<Binding> bindings_;
};

}  // namespace halfsecond::bind
