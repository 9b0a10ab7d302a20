#include "render/why.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/json_document.h"
#include "render/next_step.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostChains = 4;  // in text
constexpr std::size_t kMostSteps = 9;   // two lines each

std::string WhatItRuns(const LoadFacts& facts, std::size_t object) {
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    if (library.object == object) return DescribeUninvited(facts, library);
  }
  return facts.objects[object].is_runtime ? "part of the C runtime" : "nothing before main";
}

// "for 2 symbols (sd_listen_fds, sd_notify); without it 20 libraries are left and liblzma.so.5 goes".
std::string UseAndPrice(const LoadFacts& facts, const WhyStep& step, std::size_t library) {
  constexpr std::size_t kMostShown = 3;
  std::vector<std::string> names;
  for (const std::string& symbol : step.symbols) {
    if (names.size() < kMostShown) names.push_back(EscapedForTerminal(symbol.substr(0, symbol.find('@'))));
  }
  std::string text = step.symbols.empty() ? "for nothing that is bound"
                                          : "for " + Count(step.symbols.size(), "symbol", "symbols") + " (" +
                                                Join(names, ", ") + (step.symbols.size() > kMostShown ? ", ...)" : ")");
  const std::string& soname = facts.objects[library].soname;
  const bool goes = std::find(step.removed.begin(), step.removed.end(), soname) != step.removed.end();
  return text + "; without it " + Count(step.libraries_left, "library is", "libraries are") + " left and " +
         EscapedForTerminal(soname) + (goes ? " goes" : " stays by another way");
}

// One step a line, each further in than the one before.
std::string ChainText(const LoadFacts& facts, const std::vector<WhyStep>& chain) {
  std::string text;
  for (std::size_t i = 0; i < chain.size() && i < kMostSteps; ++i) {
    const LoadedObject& from = facts.objects[chain[i].from];
    text += std::string(2 * (i + 1), ' ') + EscapedForTerminal(i == 0 ? from.path : from.soname) + " asks for " +
            EscapedForTerminal(facts.objects[chain[i].to].soname);
    text += from.package && i > 0
                ? "  (" + EscapedForTerminal(from.package->name) + ", byte " + Hex(chain[i].at_byte) + ")\n"
                : "  (byte " + Hex(chain[i].at_byte) + ")\n";
    text += std::string(2 * (i + 1) + 2, ' ') + UseAndPrice(facts, chain[i], chain.back().to) + "\n";
  }
  if (chain.size() > kMostSteps) {
    text += "  and " + Count(chain.size() - kMostSteps, "step", "steps") + " more (--json)\n";
  }
  return text;
}

}  // namespace

std::string WhyText(const LoadFacts& facts, const WhyFacts& why) {
  const LoadedObject& library = facts.objects[why.library];
  std::string text = EscapedForTerminal(library.soname) + "   " + EscapedForTerminal(library.path);
  if (library.package)
    text += ", " + EscapedForTerminal(library.package->name) + " " + EscapedForTerminal(library.package->version);
  text += "\nruns in " + EscapedForTerminal(facts.program) + ": " + WhatItRuns(facts, why.library) + "\n";
  if (why.chains.empty()) {
    return text + "no library asks for it: " + EscapedForTerminal(DescribeWay(facts, why.library)) + "\n";
  }
  std::size_t steps = 0;
  std::size_t shown = 0;
  for (const auto& chain : why.chains) {
    const bool is_first = shown == 0;  // shown whatever its length
    if (!is_first && (shown == kMostChains || steps + chain.size() > kMostSteps)) break;
    text += ChainText(facts, chain);
    steps += chain.size();
    ++shown;
  }
  if (why.total_chains > shown) {
    text += "and " + std::to_string(why.total_chains - shown) + " more as short (--json)\n";
  }
  return text + NextLine("load --timeline", {facts.program});
}

std::string WhyJson(const LoadFacts& facts, const WhyFacts& why) {
  Json document;
  document["schema"] = "halfsecond/why/1";
  document["complete"] = facts.closure_complete;
  document["findings"] = Json::array();
  document["program"] = ValidUtf8(facts.program);
  document["library"] = ValidUtf8(facts.objects[why.library].soname);
  document["path"] = ValidUtf8(facts.objects[why.library].path);
  document["runs"] = WhatItRuns(facts, why.library);
  document["total_chains"] = why.total_chains;
  document["chains"] = Json::array();
  for (const auto& chain : why.chains) {
    Json steps = Json::array();
    for (const WhyStep& step : chain) {
      steps.push_back({{"from", ValidUtf8(facts.objects[step.from].path)},
                       {"to", ValidUtf8(facts.objects[step.to].path)},
                       {"at_byte", step.at_byte},
                       {"symbols", StringsArray(step.symbols)},
                       {"removed", StringsArray(step.removed)},
                       {"libraries_left", step.libraries_left}});
    }
    document["chains"].push_back(std::move(steps));
  }
  return Text(document);
}

}  // namespace halfsecond::render
