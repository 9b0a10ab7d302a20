// `replaceable --system`: the edges of all programs added up by library.

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "render/next_step.h"
#include "render/replaceable.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostUses = 7;

struct SystemUse {
  std::string soname;
  std::string example;  // the first program that a remedy would serve
  std::size_t programs = 0;
  std::size_t nothing_bound = 0;
  std::size_t one_or_two = 0;
  std::map<std::string, std::size_t> remedies;  // remedy to programs it serves
  std::size_t removed = 0;                      // libraries that would go, over all programs with a remedy
};

void Add(const ReplaceableFacts& program, const EdgeFacts& edge, SystemUse& use) {
  use.soname = edge.soname;
  ++use.programs;
  if (edge.symbols.empty()) ++use.nothing_bound;
  if (!edge.symbols.empty() && edge.symbols.size() <= 2) ++use.one_or_two;
  if (edge.remedy.empty()) return;
  if (use.example.empty()) use.example = program.load.program;
  ++use.remedies[edge.remedy];
  use.removed += edge.removed.size();
}

}  // namespace

std::string ReplaceableSystemText(const std::vector<ReplaceableFacts>& programs) {
  std::map<std::string, SystemUse> by_name;
  std::size_t edges = 0;
  std::size_t served = 0;
  for (const ReplaceableFacts& program : programs) {
    for (const EdgeFacts& edge : program.edges) {
      ++edges;
      if (!edge.remedy.empty()) ++served;
      Add(program, edge, by_name[edge.soname]);
    }
  }
  std::vector<const SystemUse*> uses;
  for (const auto& [name, use] : by_name) {
    if (!use.remedies.empty()) uses.push_back(&use);
  }
  std::stable_sort(uses.begin(), uses.end(),
                   [](const SystemUse* a, const SystemUse* b) { return a->removed > b->removed; });
  std::string text = Count(programs.size(), "program", "programs") + ", " +
                     Count(edges, "direct dependency", "direct dependencies") + " beside the C runtime, " +
                     std::to_string(served) + " with a known remedy\n";
  for (std::size_t i = 0; i < uses.size() && i < kMostUses; ++i) {
    const SystemUse& use = *uses[i];
    text += "  " + Padded(EscapedForTerminal(use.soname), kSonameColumns) + "named by " + std::to_string(use.programs) +
            ", nothing bound in " + std::to_string(use.nothing_bound) + ", one or two symbols in " +
            std::to_string(use.one_or_two) + "\n";
    const auto best = std::max_element(use.remedies.begin(), use.remedies.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    text += "      in " + std::to_string(best->second) + ": " + best->first + "\n";
  }
  if (uses.size() > kMostUses) text += "  and " + std::to_string(uses.size() - kMostUses) + " more (--json)\n";
  return uses.empty() ? text : text + NextLine("replaceable", {uses.front()->example});
}

}  // namespace halfsecond::render
