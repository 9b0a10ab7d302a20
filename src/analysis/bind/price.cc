#include "analysis/bind/price.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "analysis/bind/binding_table.h"
#include "analysis/bind/remedies.h"
#include "analysis/load/load_facts.h"

namespace halfsecond::bind {
namespace {

using Paths = std::unordered_set<std::string_view>;

// What a set of objects runs and weighs.
struct Weight {
  std::size_t uninvited = 0;
  std::size_t constructors = 0;
  std::size_t resolvers = 0;
  std::uint64_t bytes = 0;
};

Weight WeightOf(const load::Closure& closure, const std::vector<std::size_t>& nodes) {
  using How = elf::StartFunction::How;
  Weight weight;
  for (const std::size_t number : nodes) {
    const load::Node& node = closure.nodes[number];
    bool runs = false;
    for (const elf::ObjectStartFunction& function : node.file->object->start) {
      if (function.nature == elf::StartFunction::Nature::kRuntime) continue;
      const bool is_resolver = function.how == How::kIfuncSymbol || function.how == How::kIrelative;
      ++(is_resolver ? weight.resolvers : weight.constructors);
      runs = true;
    }
    const std::string& soname = node.file->object->soname ? *node.file->object->soname : node.name;
    if (runs && !load::IsRuntime(soname, node.path, *closure.profile)) ++weight.uninvited;
    weight.bytes += node.file->status.size_bytes;
  }
  return weight;
}

Paths PathsOf(const load::Closure& closure) {
  Paths paths;
  for (const std::size_t node : closure.order) paths.insert(closure.nodes[node].path);
  return paths;
}

// Nodes of `closure`, in the loader's order, whose files are not among `others`. The program is never one.
std::vector<std::size_t> NotAmong(const load::Closure& closure, const Paths& others) {
  std::vector<std::size_t> only;
  for (const std::size_t node : closure.order) {
    if (node != 0 && !others.contains(closure.nodes[node].path)) only.push_back(node);
  }
  return only;
}

std::vector<std::string> Names(const load::Closure& closure, const std::vector<std::size_t>& nodes) {
  std::vector<std::string> names;
  names.reserve(nodes.size());
  for (const std::size_t node : nodes) names.push_back(closure.nodes[node].name);
  return names;
}

// First requesters from the program to `node`.
std::vector<std::string> Chain(const load::Closure& closure, std::size_t node) {
  std::vector<std::string> chain;
  for (; node != kNobody; node = closure.nodes[node].requested_by) chain.push_back(closure.nodes[node].name);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

// Everything that `start` leads to, itself included.
std::vector<std::size_t> ReachableFrom(const LoadFacts& facts, std::size_t start) {
  std::vector<char> seen(facts.objects.size(), 0);
  std::vector<std::size_t> reached{start};
  seen[start] = 1;
  for (std::size_t at = 0; at < reached.size(); ++at) {
    for (const std::size_t need : facts.objects[reached[at]].needs) {
      if (std::exchange(seen[need], 1) == 0) reached.push_back(need);
    }
  }
  return reached;
}

// What the library brings and stays without it, with the chain by which it comes back.
void AddStaying(const LoadFacts& before, const load::Closure& after, EdgeFacts& edge) {
  for (const std::size_t object : ReachableFrom(before, edge.library)) {
    if (before.objects[object].is_runtime) continue;
    for (const std::size_t node : after.order) {
      if (after.nodes[node].path != before.objects[object].path) continue;
      edge.stays_through.emplace(before.objects[object].soname, Chain(after, node));
      break;
    }
  }
}

// The part of an edge that needs the closure resolved again.
void Price(load::LoaderWorld& world, const load::Closure& before, const LoadFacts& load, EdgeFacts& edge) {
  const load::Closure after = world.Resolve(load.program, {{edge.soname}, {}, {}});
  const std::vector<std::size_t> gone = NotAmong(before, PathsOf(after));
  edge.removed = Names(before, gone);
  edge.added = Names(after, NotAmong(after, PathsOf(before)));
  AddStaying(load, after, edge);
  const Weight weight = WeightOf(before, gone);
  edge.removed_uninvited = weight.uninvited;
  edge.constructors = weight.constructors;
  edge.resolvers = weight.resolvers;
  edge.bytes = weight.bytes;
}

// The name written in the entry at `at_byte`.
std::string EntryName(const elf::Object& program, std::uint64_t at_byte) {
  const auto found = std::find_if(program.needed.begin(), program.needed.end(),
                                  [&](const elf::ObjectNeed& need) { return need.at_byte == at_byte; });
  return found == program.needed.end() ? "" : found->name;
}

std::vector<std::string_view> BareNames(const std::vector<std::string>& symbols) {
  std::vector<std::string_view> names;
  names.reserve(symbols.size());
  for (const std::string& symbol : symbols) names.push_back(std::string_view(symbol).substr(0, symbol.find('@')));
  return names;
}

}  // namespace

void AddObjects(const LoadFacts& load, SymbolIndex& index) {
  for (const LoadedObject& object : load.objects) {
    if (object.link_namespace == 0) index.Add(object.path);
  }
}

ProgramUse UseOf(const elf::Object& program, const LoadFacts& load, const SymbolIndex& index) {
  ProgramUse use;
  const BindingTable table(load, index);
  const LoadedObject& root = load.objects[0];
  std::unordered_set<std::string_view> done;
  for (const elf::ObjectNeed& need : program.needed) {
    if (!done.insert(need.name).second) continue;
    ProgramUse::Edge edge;
    edge.at_byte = need.at_byte;
    for (std::size_t i = 0; i < root.needs.size(); ++i) {
      if (root.needs_at_bytes[i] == need.at_byte) edge.library = root.needs[i];
    }
    if (edge.library == kNobody || load.objects[edge.library].is_runtime) continue;
    edge.symbols = table.FromProgram(edge.library);
    use.edges.push_back(std::move(edge));
  }
  use.uncalled = table.Uncalled();
  use.is_whole = table.IsWhole();
  return use;
}

ReplaceableFacts PriceEdges(load::LoaderWorld& world, LoadFacts load, ProgramUse use, EdgeScope scope) {
  ReplaceableFacts facts;
  facts.load = std::move(load);
  facts.uncalled = std::move(use.uncalled);
  facts.is_complete = facts.load.closure_complete && use.is_whole;
  std::optional<load::Closure> before;
  for (ProgramUse::Edge& used : use.edges) {
    EdgeFacts edge;
    edge.library = used.library;
    edge.soname = EntryName(*world.store().Get(facts.load.program).object, used.at_byte);
    edge.at_byte = used.at_byte;
    edge.symbols = std::move(used.symbols);
    edge.remedy = RemedyFor(edge.soname, BareNames(edge.symbols));
    if (scope != EdgeScope::kFewSymbols || edge.symbols.size() <= kFewSymbols) {
      if (!before) before = world.Resolve(facts.load.program, {});
      Price(world, *before, facts.load, edge);
    }
    facts.edges.push_back(std::move(edge));
  }
  return facts;
}

ReplaceableFacts PriceEdges(load::LoaderWorld& world, const SymbolIndex& index, LoadFacts load, EdgeScope scope) {
  ProgramUse use = UseOf(*world.store().Get(load.program).object, load, index);
  std::vector<BoundSymbol> bindings;
  if (scope == EdgeScope::kAllAndBindings) bindings = BindingTable(load, index).All();
  ReplaceableFacts facts = PriceEdges(world, std::move(load), std::move(use), scope);
  facts.bindings = std::move(bindings);
  return facts;
}

LinkPrice PriceLink(load::LoaderWorld& world, const LoadFacts& load, std::size_t from, const std::string& name) {
  LinkPrice price;
  const load::Closure before = world.Resolve(load.program, {});
  const load::Closure after =
      world.Resolve(load.program, {{}, {}, load::Alteration::Link{load.objects[from].path, name}});
  price.removed = Names(before, NotAmong(before, PathsOf(after)));
  price.libraries_left = after.order.size() - 1;
  return price;
}

AdditionFacts PriceAddition(load::LoaderWorld& world, const LoadFacts& load, const std::string& library) {
  AdditionFacts facts;
  facts.library = library;
  const load::Closure before = world.Resolve(load.program, {});
  const load::Closure after = world.Resolve(load.program, {{}, {library}, {}});
  const std::vector<std::size_t> added = NotAmong(after, PathsOf(before));
  facts.added = Names(after, added);
  for (const std::size_t node : added) {
    if (after.nodes[node].name == library) facts.path = after.nodes[node].path;
  }
  for (const MissingLibrary& missing : after.missing) {
    const bool is_old = std::any_of(load.missing.begin(), load.missing.end(),
                                    [&](const MissingLibrary& m) { return m.soname == missing.soname; });
    if (!is_old) facts.missing.push_back(missing.soname);
  }
  const Weight weight = WeightOf(after, added);
  facts.added_uninvited = weight.uninvited;
  facts.constructors = weight.constructors;
  facts.resolvers = weight.resolvers;
  facts.bytes = weight.bytes;
  return facts;
}

}  // namespace halfsecond::bind
