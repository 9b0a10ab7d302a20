#include "render/since.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "render/json_document.h"
#include "render/json_survey.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostOfNewCode = 8;
constexpr std::size_t kMostResolvers = 4;
constexpr std::size_t kMostNew = 6;

std::string More(std::size_t all, std::size_t shown) {
  return all > shown ? "  and " + std::to_string(all - shown) + " more (--json)\n" : "";
}

std::string Uninvited(const SinceFacts& facts, Colours colours) {
  if (facts.uninvited.empty()) return "no library runs code in a program where it did not before\n";
  std::string text = Strong(Count(facts.uninvited.size(), "library runs", "libraries run"), colours) +
                     " code in programs where they did not before\n";
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < facts.uninvited.size() && i < kMostOfNewCode; ++i) {
    const NewlyUninvited& library = facts.uninvited[i];
    rows.push_back({EscapedForTerminal(library.soname), library.how,
                    "in " + Count(library.programs.size(), "program", "programs") + " more than " +
                        std::to_string(library.before) + ", first " + EscapedForTerminal(library.programs.front())});
  }
  return text + Table(rows) + More(facts.uninvited.size(), kMostOfNewCode);
}

std::string Resolvers(const SinceFacts& facts) {
  std::string text;
  for (std::size_t i = 0; i < facts.resolvers.size() && i < kMostResolvers; ++i) {
    const NewResolvers& library = facts.resolvers[i];
    text += EscapedForTerminal(library.soname) + " has " + Count(library.now, "IFUNC resolver", "IFUNC resolvers") +
            ", had " + std::to_string(library.before) + "\n";
  }
  return text + More(facts.resolvers.size(), kMostResolvers);
}

}  // namespace

std::string SinceSummary(const SinceFacts& facts, Colours colours) {
  std::string text = Uninvited(facts, colours) + Resolvers(facts);
  std::size_t notes = 0;
  std::size_t shown = 0;
  std::size_t above = 0;
  for (const FindingGroup& group : facts.findings) {
    const Severity severity = group.finding.severity;
    if (severity == Severity::kNote) {
      ++notes;
      continue;
    }
    ++above;
    if (shown == kMostNew) continue;
    ++shown;
    text += "new: " + InSeverity(SeverityName(severity), severity, colours) + " " + std::string(group.finding.rule) +
            ": " + EscapedForTerminal(group.finding.because) + "\n";
  }
  text += More(above, shown);
  if (notes > 0) text += Count(notes, "new note", "new notes") + " (--json)\n";
  if (!facts.is_complete) text += "one of the two surveys could not read everything\n";
  if (facts.uninvited.empty()) return text;
  const NewlyUninvited& first = facts.uninvited.front();
  return text + NextLine("why", {first.programs.front(), first.soname});
}

std::string SinceJson(const SinceFacts& facts) {
  Json document;
  document["schema"] = "halfsecond/survey-since/1";
  document["complete"] = facts.is_complete;
  document["findings"] = Json::array();
  for (const FindingGroup& group : facts.findings) document["findings"].push_back(GroupJson(group));
  document["newly_uninvited"] = Json::array();
  for (const NewlyUninvited& library : facts.uninvited) {
    Json entry;
    entry["soname"] = ValidUtf8(library.soname);
    entry["path"] = ValidUtf8(library.path);
    entry["how"] = library.how;
    entry["before"] = library.before;
    entry["programs"] = Json::array();
    for (const std::string& program : library.programs) entry["programs"].push_back(ValidUtf8(program));
    document["newly_uninvited"].push_back(std::move(entry));
  }
  document["new_resolvers"] = Json::array();
  for (const NewResolvers& library : facts.resolvers) {
    document["new_resolvers"].push_back({{"soname", ValidUtf8(library.soname)},
                                         {"path", ValidUtf8(library.path)},
                                         {"before", library.before},
                                         {"now", library.now}});
  }
  return Text(document);
}

}  // namespace halfsecond::render
