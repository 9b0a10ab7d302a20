#include "analysis/bind/price.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "analysis/bind/binding_table.h"
#include "analysis/bind/remedies.h"
#include "analysis/load/load_facts.h"

namespace halfsecond::bind {
namespace {

// What a set of objects runs and weighs.
struct Weight {
  std::size_t uninvited = 0;
  std::size_t constructors = 0;
  std::size_t resolvers = 0;
  std::uint64_t bytes = 0;
};

Weight WeightOf(load::ObjectStore& store, const LoadFacts& facts, const std::vector<std::size_t>& objects) {
  Weight weight;
  const std::unordered_set<std::size_t> wanted(objects.begin(), objects.end());
  std::unordered_set<std::size_t> running;
  for (const StartEntry& entry : facts.start) {
    if (!wanted.contains(entry.object)) continue;
    ++(entry.how == StartHow::kIfunc ? weight.resolvers : weight.constructors);
    if (!facts.objects[entry.object].is_runtime) running.insert(entry.object);
  }
  weight.uninvited = running.size();
  for (const std::size_t object : objects) weight.bytes += store.Get(facts.objects[object].path).status.size_bytes;
  return weight;
}

std::unordered_set<std::string_view> Paths(const LoadFacts& facts) {
  std::unordered_set<std::string_view> paths;
  for (const LoadedObject& object : facts.objects) paths.insert(object.path);
  return paths;
}

// Objects that only the first of two closures has.
std::vector<std::size_t> OnlyIn(const LoadFacts& first, const LoadFacts& second) {
  const auto others = Paths(second);
  std::vector<std::size_t> only;
  for (std::size_t i = 1; i < first.objects.size(); ++i) {
    if (!others.contains(first.objects[i].path)) only.push_back(i);
  }
  return only;
}

std::vector<std::string> Sonames(const LoadFacts& facts, const std::vector<std::size_t>& objects) {
  std::vector<std::string> names;
  for (const std::size_t object : objects) names.push_back(facts.objects[object].soname);
  return names;
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
void AddStaying(const LoadFacts& before, const LoadFacts& after, EdgeFacts& edge) {
  for (const std::size_t object : ReachableFrom(before, edge.library)) {
    if (before.objects[object].is_runtime) continue;
    const auto same = std::find_if(after.objects.begin(), after.objects.end(),
                                   [&](const LoadedObject& o) { return o.path == before.objects[object].path; });
    if (same == after.objects.end()) continue;
    edge.stays_through.emplace(before.objects[object].soname,
                               ChainTo(after, static_cast<std::size_t>(same - after.objects.begin())));
  }
}

}  // namespace

void AddObjects(const LoadFacts& load, SymbolIndex& index) {
  for (const LoadedObject& object : load.objects) {
    if (object.link_namespace == 0) index.Add(object.path);
  }
}

ReplaceableFacts PriceEdges(load::LoaderWorld& world, SymbolIndex& index, LoadFacts load) {
  ReplaceableFacts facts;
  facts.load = std::move(load);
  AddObjects(facts.load, index);
  BindingTable table(facts.load, index);
  facts.bindings = table.All();
  facts.uncalled = table.Uncalled();
  facts.is_complete = facts.load.closure_complete && index.damages().empty();

  const load::StoredFile& program = world.store().Get(facts.load.program);
  std::unordered_set<std::string_view> done;
  for (const elf::ObjectNeed& need : program.object->needed) {
    if (!done.insert(need.name).second) continue;
    EdgeFacts edge;
    edge.soname = need.name;
    edge.at_byte = need.at_byte;
    for (std::size_t i = 0; i < facts.load.objects[0].needs.size(); ++i) {
      if (facts.load.objects[0].needs_at_bytes[i] == need.at_byte) edge.library = facts.load.objects[0].needs[i];
    }
    if (edge.library == kNobody || facts.load.objects[edge.library].is_runtime) continue;
    const std::vector<std::string_view> names = table.FromProgram(edge.library, edge.symbols);
    const LoadFacts after = load::FactsOf(world.Resolve(facts.load.program, {{need.name}, {}}));
    const std::vector<std::size_t> gone = OnlyIn(facts.load, after);
    edge.removed = Sonames(facts.load, gone);
    edge.added = Sonames(after, OnlyIn(after, facts.load));
    AddStaying(facts.load, after, edge);
    const Weight weight = WeightOf(world.store(), facts.load, gone);
    edge.removed_uninvited = weight.uninvited;
    edge.constructors = weight.constructors;
    edge.resolvers = weight.resolvers;
    edge.bytes = weight.bytes;
    edge.remedy = RemedyFor(need.name, names);
    facts.edges.push_back(std::move(edge));
  }
  return facts;
}

AdditionFacts PriceAddition(load::LoaderWorld& world, const LoadFacts& load, const std::string& library) {
  AdditionFacts facts;
  facts.library = library;
  const LoadFacts after = load::FactsOf(world.Resolve(load.program, {{}, {library}}));
  const std::vector<std::size_t> added = OnlyIn(after, load);
  facts.added = Sonames(after, added);
  for (const MissingLibrary& missing : after.missing) {
    const bool is_old = std::any_of(load.missing.begin(), load.missing.end(),
                                    [&](const MissingLibrary& m) { return m.soname == missing.soname; });
    if (!is_old) facts.missing.push_back(missing.soname);
  }
  const Weight weight = WeightOf(world.store(), after, added);
  facts.added_uninvited = weight.uninvited;
  facts.constructors = weight.constructors;
  facts.resolvers = weight.resolvers;
  facts.bytes = weight.bytes;
  return facts;
}

}  // namespace halfsecond::bind
