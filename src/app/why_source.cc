#include "app/why_source.h"

#include <algorithm>
#include <list>
#include <utility>
#include <vector>

#include "analysis/bind/binding_table.h"
#include "analysis/bind/price.h"
#include "analysis/load/chains.h"
#include "analysis/source/edge_origin.h"
#include "analysis/source/source_tree.h"
#include "app/open_file.h"
#include "app/output.h"
#include "inputs/root.h"
#include "render/source_origin.h"

namespace halfsecond::app {
namespace {

// One step of a chain: who asks, and for what.
struct Edge {
  std::size_t from;
  std::size_t to;
};

// The step to explain: the last whose asker is built from the source; the program's own when the source says no name.
Edge EdgeOf(const LoadFacts& facts, const std::vector<std::size_t>& chain, const std::string& source) {
  for (std::size_t i = chain.size() - 1; i > 1; --i) {
    const auto& package = facts.objects[chain[i - 1]].package;
    if (package && package->source == source) return {chain[i - 1], chain[i]};
  }
  return {chain[0], chain[1]};
}

// What an object binds of another, without versions.
std::vector<std::string> SymbolsOf(Session& session, const LoadFacts& facts, const Edge& edge) {
  bind::SymbolIndex index(session.store());
  bind::AddObjects(facts, index);
  index.Build();
  std::vector<std::string> symbols;
  for (const BoundSymbol& bound : bind::BindingTable(facts, index).All()) {
    if (bound.from == edge.from && bound.to == edge.to)
      symbols.push_back(bound.symbol.substr(0, bound.symbol.find('@')));
  }
  return symbols;
}

}  // namespace

sandbox::Duty WhySource::duty() const {
  return IsControl() ? sandbox::Duty::kHostsPlugins : sandbox::Duty::kReads;
}

void WhySource::Prepare() {
  if (!IsControl()) return;
  auto plugin =
      sandbox::Plugin::Start("archive", arguments_.Value("plugins").value_or(""), sandbox::Plugin::Use::kOneWorker);
  if (plugin.ok()) {
    archive_ = std::move(*plugin);
  } else {
    no_archive_ = plugin.error().what;
  }
}

ExitCode WhySource::Answer(Session& session, const LoadFacts& facts, std::size_t library) {
  if (IsControl() && !archive_) {
    PrintError("archives cannot be read: " + no_archive_, "--plugins names the directory of the plug-ins");
    return ExitCode::kCannotAnswer;
  }
  std::uint64_t total = 0;
  const auto chains = load::ShortestChains(facts, library, 1, total);
  if (chains.empty()) {
    PrintError("nobody asks for " + facts.objects[library].soname + ": it is loaded beside the program",
               "halfsecond load --order names who brings it");
    return ExitCode::kCannotAnswer;
  }
  auto host = Root::Open("/");
  if (!host.ok()) return ExitCode::kCannotAnswer;
  std::list<OpenFile> archives;  // they stay open until all is read
  const auto open = [&](const std::string& path) { return archives.emplace_back(path).number(); };
  auto tree = IsControl() ? source::SourceTree::FromControl(*host, *source_, *archive_, open)
                          : source::SourceTree::FromDirectory(*host, *source_);
  if (!tree.ok()) {
    PrintError(*source_ + ": " + tree.error().what, "--source names the folder of a source package, or its .dsc");
    return tree.error().kind == Error::Kind::kNotFound ? ExitCode::kUsage : ExitCode::kCannotAnswer;
  }
  const Edge edge = EdgeOf(facts, chains.front(), tree->Name());
  const LoadedObject& object = facts.objects[edge.to];
  const auto names = source::NamesOf(object.soname, object.package ? object.package->name : "",
                                     object.package ? object.package->source : "");
  SourceOrigin origin = source::OriginOf(*tree, names, SymbolsOf(session, facts, edge));
  origin.source = *source_;
  origin.program = facts.objects[edge.from].path;
  origin.library = object.soname;
  origin.target = facts.objects[library].soname;
  const std::string answer = arguments_.Has("json") ? render::SourceOriginJson(origin)
                                                    : Continued(arguments_, render::SourceOriginText(origin));
  if (!PrintAnswer(answer)) return ExitCode::kCannotAnswer;
  return origin.verdict == SourceOrigin::Verdict::kUnknown ? ExitCode::kCannotAnswer : ExitCode::kAnswered;
}

}  // namespace halfsecond::app
