#include "analysis/bind/binding_table.h"

#include <algorithm>

namespace halfsecond::bind {

BindingTable::BindingTable(const LoadFacts& load, SymbolIndex& index) : load_(load), index_(index) {
  std::vector<std::uint32_t> position(load.objects.size(), 0);
  for (const std::size_t object : load.lookup_order) {
    position[object] = static_cast<std::uint32_t>(scope_.objects.size());
    scope_.objects.push_back(index.Add(load.objects[object].path));
    shown_.push_back(object);
  }
  for (const std::size_t object : load.relocation_order) scope_.relocation.push_back(position[object]);
  scope_.program = position[0];
  index.Bind(scope_, bindings_);
}

std::vector<BoundSymbol> BindingTable::All() const {
  std::vector<BoundSymbol> all;
  all.reserve(bindings_.size());
  for (const Binding& binding : bindings_) {
    all.push_back(
        {shown_[binding.from], shown_[binding.to], index_.Name(scope_.objects[binding.from], binding.reference)});
  }
  return all;
}

std::vector<std::string_view> BindingTable::FromProgram(std::size_t library, std::vector<std::string>& symbols) const {
  std::vector<std::string_view> names;
  for (const Binding& binding : bindings_) {
    if (binding.from != scope_.program || shown_[binding.to] != library) continue;
    symbols.push_back(index_.Name(scope_.objects[scope_.program], binding.reference));
    names.push_back(index_.BareName(scope_.objects[scope_.program], binding.reference));
  }
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  return names;
}

std::vector<std::size_t> BindingTable::Uncalled() const {
  std::vector<char> called(load_.objects.size(), 0);
  for (const Binding& binding : bindings_) {
    if (binding.from != binding.to) called[shown_[binding.to]] = 1;
  }
  std::vector<std::size_t> uncalled;
  for (const std::size_t object : shown_) {
    if (object != 0 && called[object] == 0 && !load_.objects[object].is_runtime) uncalled.push_back(object);
  }
  return uncalled;
}

}  // namespace halfsecond::bind
