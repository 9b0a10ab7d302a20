#include "render/replaceable.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/json_document.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostEdges = 9;
constexpr std::size_t kMostNames = 3;
constexpr std::size_t kMostAdded = 18;
constexpr std::size_t kSymbolsColumn = 14;

std::string SomeOf(std::vector<std::string> names) {
  for (std::string& name : names) name = EscapedForTerminal(name.substr(0, name.find('@')));
  const std::size_t all = names.size();
  if (all > kMostNames) names.resize(kMostNames);
  return Join(names, ", ") + (all > kMostNames ? " and " + std::to_string(all - kMostNames) + " more" : "");
}

std::string Size(std::uint64_t bytes) {
  constexpr std::uint64_t kKib = 1024;
  return bytes < kKib * kKib ? std::to_string(bytes / kKib) + " KiB" : std::to_string(bytes / kKib / kKib) + " MiB";
}

std::string EdgeLine(const EdgeFacts& edge) {
  std::string line = "  " + Padded(EscapedForTerminal(edge.soname), kSonameColumns) +
                     Padded(Count(edge.symbols.size(), "symbol", "symbols"), kSymbolsColumn);
  if (edge.removed.empty()) {
    const auto through = edge.stays_through.find(edge.soname);
    line += "nothing goes";
    if (through != edge.stays_through.end() && through->second.size() > 2) {
      line += ": it comes back by way of " + EscapedForTerminal(through->second[through->second.size() - 2]);
    }
  } else {
    line += Count(edge.removed.size(), "library goes", "libraries go") + ", " + Size(edge.bytes);
    if (edge.removed_uninvited > 0) line += ", " + std::to_string(edge.removed_uninvited) + " with code before main";
  }
  line += "\n";
  if (!edge.remedy.empty()) line += "      " + edge.remedy + "\n";
  return line;
}

Json Edge(const EdgeFacts& edge) {
  Json json;
  json["soname"] = ValidUtf8(edge.soname);
  json["at_byte"] = edge.at_byte;
  json["symbols"] = StringsArray(edge.symbols);
  json["removed"] = StringsArray(edge.removed);
  json["added"] = StringsArray(edge.added);
  json["stays_through"] = Json::object();
  for (const auto& [soname, chain] : edge.stays_through) json["stays_through"][ValidUtf8(soname)] = StringsArray(chain);
  json["removed_uninvited"] = edge.removed_uninvited;
  json["constructors"] = edge.constructors;
  json["resolvers"] = edge.resolvers;
  json["bytes"] = edge.bytes;
  json["remedy"] = edge.remedy;
  return json;
}

Json ProgramWithEdges(const ReplaceableFacts& facts) {
  Json json;
  json["program"] = ValidUtf8(facts.load.program);
  json["libraries"] = facts.load.objects.size() - 1;
  json["edges"] = Json::array();
  for (const EdgeFacts& edge : facts.edges) json["edges"].push_back(Edge(edge));
  json["uncalled"] = Json::array();
  for (const std::size_t object : facts.uncalled)
    json["uncalled"].push_back(ValidUtf8(facts.load.objects[object].soname));
  return json;
}

}  // namespace

std::string CheapestCutLine(const ReplaceableFacts& facts) {
  const EdgeFacts* cut = CheapestCut(facts);
  if (cut == nullptr) return "";
  const std::size_t libraries = facts.load.objects.size() - 1;
  std::string line = "cheapest cut: " + EscapedForTerminal(cut->soname) + ", " +
                     Count(cut->symbols.size(), "function", "functions") + " used; " + std::to_string(libraries) +
                     " -> " + std::to_string(libraries - cut->removed.size() + cut->added.size()) + " libraries";
  const std::size_t uninvited = UninvitedLibraries(facts.load).size();
  if (uninvited > 0) {
    line += ", " + std::to_string(cut->removed_uninvited) + " of the " + std::to_string(uninvited) +
            (cut->removed_uninvited == 1 ? " goes" : " go");
  }
  return line + "\n";
}

std::string ReplaceableText(const ReplaceableFacts& facts, Colours colours) {
  std::string text = Strong(EscapedForTerminal(facts.load.program), colours) + "   " +
                     Count(facts.edges.size(), "library", "libraries") + " named beside the C runtime, " +
                     std::to_string(facts.load.objects.size() - 1) + " loaded\n";
  if (!facts.is_complete) text += "some symbols could not be looked up: what is bound may be more (--json)\n";
  std::vector<const EdgeFacts*> edges;
  for (const EdgeFacts& edge : facts.edges) edges.push_back(&edge);
  const auto gain = [](const EdgeFacts* edge) {
    return static_cast<double>(edge->removed.size()) / static_cast<double>(edge->symbols.size() + 1);
  };
  std::stable_sort(edges.begin(), edges.end(),
                   [&](const EdgeFacts* a, const EdgeFacts* b) { return gain(a) > gain(b); });
  for (std::size_t i = 0; i < edges.size() && i < kMostEdges; ++i) text += EdgeLine(*edges[i]);
  if (edges.size() > kMostEdges) text += "  and " + std::to_string(edges.size() - kMostEdges) + " more (--json)\n";
  text += CheapestCutLine(facts);
  if (const EdgeFacts* cut = CheapestCut(facts)) {
    if (!cut->symbols.empty()) text += "it uses: " + SomeOf(cut->symbols) + "\n";
    text += NextLine("why", {facts.load.program, cut->soname});
  }
  return text;
}

std::string ReplaceableJson(const std::vector<ReplaceableFacts>& programs,
                            const std::vector<std::vector<Finding>>& findings) {
  Json document;
  document["schema"] = "halfsecond/replaceable/1";
  document["complete"] = std::all_of(programs.begin(), programs.end(), [](const auto& p) { return p.is_complete; });
  if (programs.size() == 1) {
    document["findings"] = FindingsArray(findings.at(0));
    document.update(ProgramWithEdges(programs[0]));
    return Text(document);
  }
  std::vector<Finding> all;
  for (const auto& each : findings) all.insert(all.end(), each.begin(), each.end());
  document["findings"] = FindingsArray(all);
  document["programs"] = Json::array();
  for (std::size_t i = 0; i < programs.size(); ++i) {
    Json program = ProgramWithEdges(programs[i]);
    program["complete"] = programs[i].is_complete;
    program["findings"] = FindingsArray(findings.at(i));
    document["programs"].push_back(std::move(program));
  }
  return Text(document);
}

namespace {

// What to do next: who brings what is there already, what a new library runs, where a missing one is looked for.
std::string NextAfterAddition(const LoadFacts& load, const AdditionFacts& facts) {
  if (!facts.path.empty()) return NextLine("load --timeline", {facts.path});
  if (facts.added.empty() && facts.missing.empty()) return NextLine("why", {load.program, facts.library});
  return NextLine("load --order", {load.program});
}

}  // namespace

std::string AdditionText(const LoadFacts& load, const AdditionFacts& facts) {
  std::string text = EscapedForTerminal(load.program) + " with " + EscapedForTerminal(facts.library) + "   ";
  const std::size_t before = load.objects.size() - 1;
  text += std::to_string(before) + " -> " + Count(before + facts.added.size(), "library", "libraries") + "\n";
  if (facts.added.empty() && facts.missing.empty()) {
    return text + "nothing new is loaded: it is there already\n" + NextAfterAddition(load, facts);
  }
  text += Count(facts.added_uninvited, "new library runs", "new libraries run") +
          " code before main: " + Count(facts.constructors, "constructor", "constructors") + ", " +
          Count(facts.resolvers, "IFUNC resolver", "IFUNC resolvers") + ", " + Size(facts.bytes) + " of files\n";
  for (std::size_t i = 0; i < facts.added.size() && i < kMostAdded; ++i)
    text += "  + " + EscapedForTerminal(facts.added[i]) + "\n";
  if (facts.added.size() > kMostAdded) {
    text += "  and " + std::to_string(facts.added.size() - kMostAdded) + " more (--json)\n";
  }
  for (const std::string& name : facts.missing) text += "  " + EscapedForTerminal(name) + " would not be found\n";
  return text + NextAfterAddition(load, facts);
}

std::string AdditionJson(const LoadFacts& load, const AdditionFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/addition/1";
  document["complete"] = facts.missing.empty() && load.closure_complete;
  document["findings"] = Json::array();
  document["program"] = ValidUtf8(load.program);
  document["library"] = ValidUtf8(facts.library);
  document["added"] = StringsArray(facts.added);
  document["missing"] = StringsArray(facts.missing);
  document["added_uninvited"] = facts.added_uninvited;
  document["constructors"] = facts.constructors;
  document["resolvers"] = facts.resolvers;
  document["bytes"] = facts.bytes;
  return Text(document);
}

std::string BindingsText(const ReplaceableFacts& facts) {
  if (facts.bindings.empty()) {
    const bool is_dynamic = facts.load.linkage == Linkage::kDynamic || facts.load.linkage == Linkage::kLibrary;
    return EscapedForTerminal(facts.load.program) +
           (is_dynamic ? " binds nothing\n" : " is static: the loader binds nothing\n");
  }
  std::string text;
  for (const BoundSymbol& bound : facts.bindings) {
    text += EscapedForTerminal(facts.load.objects[bound.from].path) + " -> " +
            EscapedForTerminal(facts.load.objects[bound.to].path) + ": " + EscapedForTerminal(bound.symbol) + "\n";
  }
  return text;
}

}  // namespace halfsecond::render
