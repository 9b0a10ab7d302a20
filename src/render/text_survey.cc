#include "render/text_survey.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostGroups = 10;
constexpr std::size_t kMostRows = 8;
constexpr std::size_t kMostLoadBearing = 3;

std::string GroupLine(const FindingGroup& group, Colours colours) {
  const Severity severity = group.finding.severity;
  std::string line = InSeverity(SeverityName(severity), severity, colours) + " " + std::string(group.finding.rule) +
                     ": " + EscapedForTerminal(group.finding.because) + "; in " + EscapedForTerminal(group.example);
  if (group.programs.size() > 1) line += " and " + std::to_string(group.programs.size() - 1) + " more";
  if (group.privileged > 0) line += ", " + std::to_string(group.privileged) + " with power";
  return line + "\n";
}

// The third-party libraries that most programs map, whoever names them.
std::string LoadBearing(const SurveyFacts& facts) {
  std::string text;
  std::size_t shown = 0;
  for (const LibraryWeight& weight : facts.weights) {
    if (weight.is_runtime || weight.programs == 0 || shown == kMostLoadBearing) continue;
    text += (shown++ == 0 ? "load-bearing: " : ", ") + EscapedForTerminal(weight.soname) + " in " +
            std::to_string(weight.programs) + " (named by " + std::to_string(weight.direct) + ")";
  }
  return text.empty() ? "" : text + "\n";
}

std::string InPrograms(const LibraryWeight& weight, std::size_t programs) {
  return "in " + Count(programs, "program", "programs") + ", named by " + std::to_string(weight.direct) + ", " +
         std::to_string(weight.privileged) + " with power";
}

// The same, a line each, where what they run was not looked at.
std::string MostMapped(const SurveyFacts& facts) {
  std::vector<std::vector<std::string>> rows;
  for (const LibraryWeight& weight : facts.weights) {
    if (weight.is_runtime || weight.programs == 0 || rows.size() == kMostRows) continue;
    rows.push_back({EscapedForTerminal(weight.soname), InPrograms(weight, weight.programs)});
  }
  return Table(rows);
}

// What to look at next: who brings the library that runs code in most programs; else all of the one that most map.
std::string Next(const SurveyFacts& facts, const std::vector<const LibraryWeight*>& uninvited) {
  if (!LooksAtStart(facts.depth)) {
    const auto first = std::find_if(facts.weights.begin(), facts.weights.end(), [](const LibraryWeight& weight) {
      return !weight.is_runtime && weight.programs > 0;
    });
    return first == facts.weights.end() ? "" : NextLine("about", {first->soname});
  }
  if (uninvited.empty() || uninvited.front()->uninvited_in.empty()) return "";
  const LibraryWeight& weight = *uninvited.front();
  return NextLine("why", {weight.uninvited_in.front(), weight.soname});
}

// What stands between the answer and a complete one.
std::string Gaps(const SurveyFacts& facts) {
  if (facts.damages.empty()) {
    return facts.is_complete ? "" : "not complete: some programs need what could not be found or read (--json)\n";
  }
  const Damage& first = facts.damages.front();
  return "not complete: " + Count(facts.damages.size(), "file", "files") +
         " could not be read, first: " + EscapedForTerminal(first.source) + ": " + EscapedForTerminal(first.what) +
         (first.at_byte != 0 ? ", byte " + Hex(first.at_byte) : "") + "\n";
}

// What files say by themselves, where closures were not asked for.
std::string FilesAlone(const SurveyFacts& facts, Colours colours) {
  std::string text = Strong(Count(facts.elf_files, "ELF file", "ELF files"), colours) + " of " +
                     Count(facts.files, "file", "files") + ": " + Count(facts.programs, "program", "programs") + ", " +
                     std::to_string(facts.static_programs) + " static, " +
                     Count(facts.libraries, "library", "libraries") + "\n";
  if (facts.depth == SurveyDepth::kFacts) {
    text += std::to_string(facts.files_with_start) + " run code of their own at start-up, " +
            std::to_string(facts.files_with_resolvers) + " have IFUNC resolvers\n";
  }
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < facts.weights.size() && i < kMostRows; ++i) {
    const LibraryWeight& weight = facts.weights[i];
    rows.push_back({EscapedForTerminal(weight.soname), "named by " + Count(weight.direct, "program", "programs")});
  }
  return text + Table(rows);
}

}  // namespace

std::string SurveySummary(const SurveyFacts& facts, Colours colours) {
  if (facts.depth < SurveyDepth::kClosure) return FilesAlone(facts, colours) + Gaps(facts);
  std::string text = Strong(Count(facts.programs, "program", "programs"), colours) + ", " +
                     std::to_string(facts.privileged) + " with power of their own, " +
                     std::to_string(facts.static_programs) + " static, " +
                     Count(facts.libraries, "library", "libraries") + "\n";
  if (LooksAtStart(facts.depth)) {
    text += std::to_string(facts.with_uninvited) + " run code of third-party libraries before main, " +
            std::to_string(facts.two_hops_away) + " of libraries that they never named\n" + LoadBearing(facts);
  }
  std::size_t shown = 0;
  std::size_t more = 0;
  std::size_t notes = 0;
  for (const FindingGroup& group : facts.groups) {
    if (group.finding.severity == Severity::kNote) {
      ++notes;
    } else if (shown < kMostGroups) {
      text += GroupLine(group, colours);
      ++shown;
    } else {
      ++more;
    }
  }
  if (more > 0) text += "and " + std::to_string(more) + " more (--json)\n";
  std::vector<const LibraryWeight*> uninvited;
  for (const LibraryWeight& weight : facts.weights) {
    if (weight.uninvited > 0) uninvited.push_back(&weight);
  }
  std::stable_sort(uninvited.begin(), uninvited.end(),
                   [](const LibraryWeight* a, const LibraryWeight* b) { return a->uninvited > b->uninvited; });
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < uninvited.size() && i < kMostRows; ++i) {
    const LibraryWeight& weight = *uninvited[i];
    rows.push_back({EscapedForTerminal(weight.soname), weight.how, InPrograms(weight, weight.uninvited)});
  }
  text += Table(rows);
  if (!LooksAtStart(facts.depth)) text += MostMapped(facts);
  if (notes > 0) text += Count(notes, "note", "notes") + " (--json)\n";
  text += Gaps(facts);
  return text + Next(facts, uninvited);
}

}  // namespace halfsecond::render
