#include "render/source_origin.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/text.h"
#include "render/json_document.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;
using Kind = SourceLine::Kind;
using Verdict = SourceOrigin::Verdict;

constexpr std::size_t kMostOfAKind = 4;
constexpr std::size_t kMostColumns = 100;  // of a line of source

struct Heading {
  Kind kind;
  std::string_view words;
};
constexpr std::array kHeadings{
    Heading{Kind::kPatchBuild, "a patch of the distribution has the build ask for it"},
    Heading{Kind::kPatchCall, "patches of the distribution call it"},
    Heading{Kind::kUpstream, "upstream's build asks for it"},
    Heading{Kind::kOption, "debian/rules switches it on"},
    Heading{Kind::kBuildDepends, "debian/control wants it to build"},
};

std::string FirstLine(const SourceOrigin& origin) {
  const std::string edge = EscapedForTerminal(origin.program) + " -> " + EscapedForTerminal(origin.library);
  switch (origin.verdict) {
    case Verdict::kDistribution:
      return "distribution: " + edge + " comes with " + EscapedForTerminal(origin.patch) + "\n";
    case Verdict::kUpstream:
      return "upstream: " + edge + " is in upstream's own build\n";
    case Verdict::kUnknown:
      break;
  }
  return "unknown: no build file or patch in " + EscapedForTerminal(origin.source) + " speaks of " +
         EscapedForTerminal(origin.library) + "\n";
}

std::string Lines(const SourceOrigin& origin, const Heading& heading) {
  std::string text;
  std::size_t found = 0;
  for (const SourceLine& line : origin.lines) {
    if (line.kind != heading.kind || ++found > kMostOfAKind) continue;
    text += "  " + EscapedForTerminal(line.path) + ":" + std::to_string(line.line) + ": " +
            Shortened(line.text, kMostColumns) + "\n";
  }
  if (found == 0) return "";
  return std::string(heading.words) + (found > kMostOfAKind ? ", " + std::to_string(found) + " lines" : "") + "\n" +
         text;
}

}  // namespace

std::string SourceOriginText(const SourceOrigin& origin) {
  std::string text = FirstLine(origin);
  if (origin.target != origin.library)
    text += "by way of it " + EscapedForTerminal(origin.program) + " loads " + EscapedForTerminal(origin.target) + "\n";
  if (!origin.forwarded.empty())
    text += "sent upstream, by the patch's own head: " + Shortened(origin.forwarded, kMostColumns) + "\n";
  for (const Heading& heading : kHeadings) text += Lines(origin, heading);
  if (!origin.damages.empty()) {
    text += "not complete: " + EscapedForTerminal(origin.damages.front().source) + ": " +
            EscapedForTerminal(origin.damages.front().what) + "\n";
  }
  return text + NextLine("replaceable", {origin.program});
}

std::string SourceOriginJson(const SourceOrigin& origin) {
  Json document;
  document["schema"] = "halfsecond/why-source/1";
  document["complete"] = origin.damages.empty() && origin.verdict != Verdict::kUnknown;
  document["findings"] = Json::array();
  document["verdict"] = std::string(SourceVerdictName(origin.verdict));
  document["source"] = ValidUtf8(origin.source);
  document["program"] = ValidUtf8(origin.program);
  document["library"] = ValidUtf8(origin.library);
  document["target"] = ValidUtf8(origin.target);
  document["patch"] = ValidUtf8(origin.patch);
  document["forwarded"] = ValidUtf8(origin.forwarded);
  document["lines"] = Json::array();
  for (const SourceLine& line : origin.lines) {
    document["lines"].push_back({{"kind", std::string(SourceLineName(line.kind))},
                                 {"path", ValidUtf8(line.path)},
                                 {"line", line.line},
                                 {"text", ValidUtf8(line.text)}});
  }
  document["files_read"] = origin.files_read;
  document["damages"] = DamagesArray(origin.damages);
  return Text(document);
}

}  // namespace halfsecond::render
