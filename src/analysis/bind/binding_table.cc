#include "analysis/bind/binding_table.h"

#include <algorithm>

namespace halfsecond::bind {

BindingTable::BindingTable(const LoadFacts& load, SymbolIndex& index) : load_(load), index_(index) {
  for (std::size_t i = 0; i < load.objects.size(); ++i) {
    if (load.objects[i].link_namespace != 0) continue;
    numbers_.push_back(index.Add(load.objects[i].path));
    shown_.push_back(i);
  }
  index.Bind(numbers_, bindings_);
}

std::vector<BoundSymbol> BindingTable::All() const {
  std::vector<BoundSymbol> all;
  all.reserve(bindings_.size());
  for (const Binding& binding : bindings_) {
    all.push_back({shown_[binding.from], shown_[binding.to], index_.Name(numbers_[binding.from], binding.reference)});
  }
  return all;
}

std::vector<std::string_view> BindingTable::FromProgram(std::size_t library, std::vector<std::string>& symbols) const {
  std::vector<std::string_view> names;
  for (const Binding& binding : bindings_) {
    if (binding.from != 0 || shown_[binding.to] != library) continue;
    symbols.push_back(index_.Name(numbers_[0], binding.reference));
    names.push_back(index_.BareName(numbers_[0], binding.reference));
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
