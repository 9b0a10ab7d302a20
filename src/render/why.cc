#include "render/why.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/json_document.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostChains = 4;  // in text
constexpr std::size_t kMostLines = 18;

std::string Safe(std::string_view foreign) {
  return EscapedForTerminal(foreign);
}

std::string WhatItRuns(const LoadFacts& facts, std::size_t object) {
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    if (library.object == object) return DescribeUninvited(facts, library);
  }
  return facts.objects[object].is_runtime ? "part of the C runtime" : "nothing before main";
}

// One step a line, each further in than the one before.
std::string ChainText(const LoadFacts& facts, const std::vector<WhyStep>& chain) {
  std::string text;
  for (std::size_t i = 0; i < chain.size() && i < kMostLines; ++i) {
    const LoadedObject& from = facts.objects[chain[i].from];
    text += std::string(2 * (i + 1), ' ') + Safe(i == 0 ? from.path : from.soname) + " asks for " +
            Safe(facts.objects[chain[i].to].soname);
    text += from.package && i > 0 ? "  (" + Safe(from.package->name) + ", byte " + Hex(chain[i].at_byte) + ")\n"
                                  : "  (byte " + Hex(chain[i].at_byte) + ")\n";
  }
  if (chain.size() > kMostLines) {
    text += "  and " + Count(chain.size() - kMostLines, "step", "steps") + " more (--json)\n";
  }
  return text;
}

}  // namespace

std::string WhyText(const LoadFacts& facts, const WhyFacts& why) {
  const LoadedObject& library = facts.objects[why.library];
  std::string text = Safe(library.soname) + "   " + Safe(library.path);
  if (library.package) text += ", " + Safe(library.package->name) + " " + Safe(library.package->version);
  text += "\nruns in " + Safe(facts.program) + ": " + WhatItRuns(facts, why.library) + "\n";
  if (why.chains.empty()) {
    return text + "no library asks for it: " + Safe(DescribeWay(facts, why.library)) + "\n";
  }
  std::size_t lines = 0;
  std::size_t shown = 0;
  for (const auto& chain : why.chains) {
    const bool is_first = shown == 0;  // shown whatever its length
    if (!is_first && (shown == kMostChains || lines + chain.size() > kMostLines)) break;
    text += ChainText(facts, chain);
    lines += chain.size();
    ++shown;
  }
  if (why.total_chains > shown) {
    text += "and " + std::to_string(why.total_chains - shown) + " more as short (--json)\n";
  }
  text += "next: halfsecond load --timeline " + Safe(facts.program) + "\n";
  return text;
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
                       {"at_byte", step.at_byte}});
    }
    document["chains"].push_back(std::move(steps));
  }
  return Text(document);
}

}  // namespace halfsecond::render
