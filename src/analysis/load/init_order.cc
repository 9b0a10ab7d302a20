// The order in which initialisers run.

#include <algorithm>
#include <utility>

#include "analysis/load/closure_builder.h"
#include "readers/elf/constants.h"

namespace halfsecond::load {

// Depth first, children in the order of the dynamic section, an object after its children. Without recursion: a chain
// of libraries may be as deep as its author likes.
void ClosureBuilder::VisitForInit(std::size_t root, std::vector<char>& visited, std::vector<std::size_t>& out) {
  if (visited[root] != 0) return;
  std::vector<std::pair<std::size_t, std::size_t>>& stack = init_stack_;
  stack.assign(1, {root, 0});
  visited[root] = 1;
  while (!stack.empty()) {
    auto& [node, next] = stack.back();
    const auto& needs = closure_.nodes[node].needs;
    if (next == needs.size()) {
      out.push_back(node);
      stack.pop_back();
      continue;
    }
    const std::size_t child = needs[next++].node;
    if (visited[child] != 0) continue;
    visited[child] = 1;
    stack.emplace_back(child, 0);
  }
}

// glibc from 2.35 (elf/dl-sort-maps.c, _dl_sort_maps_dfs): from the last object of the search list to the first. The
// program's own needs are not followed: they are in the list themselves, and it comes last.
void ClosureBuilder::ComputeInitOrder() {
  if (IsMusl()) {
    MuslInitOrder();
    return;
  }
  std::vector<char> visited(closure_.nodes.size(), 0);
  std::vector<std::size_t> out;
  out.reserve(closure_.nodes.size());
  visited[0] = 1;
  for (std::size_t i = closure_.order.size(); i-- > 0;) VisitForInit(closure_.order[i], visited, out);
  out.push_back(0);
  closure_.relocation_order = out;
  // DF_1_INITFIRST: the last object mapped with that mark runs before all others (elf/dl-load.c, dl-init.c); it is
  // relocated in its own turn all the same. The kernel mapped the program and its loader.
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t node = out[i];
    if (node == 0 || node == interpreter_node_ || (ObjectOf(node).flags_1 & elf::kFlag1InitFirst) == 0) continue;
    if (closure_.init_first == kNobody || node > closure_.init_first) closure_.init_first = node;
  }
  if (closure_.init_first != kNobody) {
    const auto first = std::find(out.begin(), out.end(), closure_.init_first);
    std::rotate(out.begin(), first, first + 1);
  }
  closure_.init_order = std::move(out);
}

// musl (ldso/dynlink.c, queue_ctors): depth first from the program through direct needs, preloads behind its own.
void ClosureBuilder::MuslInitOrder() {
  std::vector<char> visited(closure_.nodes.size(), 0);
  Node& program = closure_.nodes[0];
  const std::vector<Node::Need> needs = program.needs;
  std::vector<Node::Need> with_preloads;
  for (const std::size_t node : closure_.order) {
    if (closure_.nodes[node].found_by == FoundBy::kPreload) with_preloads.push_back({node});
  }
  with_preloads.insert(with_preloads.end(), needs.begin(), needs.end());
  program.needs = with_preloads;
  VisitForInit(0, visited, closure_.init_order);
  program.needs = needs;
  // Relocation (__dls3) goes along the list, the program last.
  closure_.relocation_order.assign(closure_.order.begin() + 1, closure_.order.end());
  closure_.relocation_order.push_back(0);
}

}  // namespace halfsecond::load
