#include "analysis/bind/binding_table.h"

#include <algorithm>

namespace halfsecond::bind {

BindingTable::BindingTable(const LoadFacts& load, const SymbolIndex& index) : load_(load), index_(index) {
  std::vector<std::uint32_t> position(load.objects.size(), 0);
  for (const std::size_t object : load.lookup_order) {
    position[object] = static_cast<std::uint32_t>(scope_.objects.size());
    scope_.objects.push_back(index.NumberOf(load.objects[object].path));
    shown_.push_back(object);
  }
  for (const std::size_t object : load.relocation_order) scope_.relocation.push_back(position[object]);
  scope_.program = position[0];
  bindings_ = Binder(index, scope_).Bind();
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

std::vector<std::string> BindingTable::FromProgram(std::size_t library) const {
  std::vector<std::string> symbols;
  const auto first = std::partition_point(bindings_.begin(), bindings_.end(),
                                          [&](const Binding& binding) { return binding.from < scope_.program; });
  for (auto binding = first; binding != bindings_.end() && binding->from == scope_.program; ++binding) {
    if (shown_[binding->to] != library) continue;
    symbols.push_back(index_.Name(scope_.objects[scope_.program], binding->reference));
  }
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  return symbols;
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

bool BindingTable::IsWhole() const {
  return std::all_of(scope_.objects.begin(), scope_.objects.end(),
                     [&](std::uint32_t object) { return index_.IsWhole(object); });
}

}  // namespace halfsecond::bind
