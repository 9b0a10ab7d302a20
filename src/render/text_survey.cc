#include "render/text_survey.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostGroups = 10;
constexpr std::size_t kMostLibraries = 8;
constexpr std::size_t kMostLoadBearing = 3;
constexpr std::size_t kNameColumn = 24;
constexpr std::size_t kHowColumn = 28;

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
         std::to_string(weight.privileged) + " with power\n";
}

// The same, a line each, where what they run was not looked at.
std::string MostMapped(const SurveyFacts& facts) {
  std::string text;
  std::size_t shown = 0;
  for (const LibraryWeight& weight : facts.weights) {
    if (weight.is_runtime || weight.programs == 0 || shown == kMostLibraries) continue;
    text += "  " + Padded(EscapedForTerminal(weight.soname), kNameColumn) + InPrograms(weight, weight.programs);
    ++shown;
  }
  return text;
}

// What to look at next: who brings the library that runs code in most programs.
std::string Next(const LibraryWeight& weight) {
  if (weight.uninvited_in.empty()) return "";
  return "next: halfsecond why " + EscapedForTerminal(ShellWord(weight.uninvited_in.front())) + " " +
         EscapedForTerminal(ShellWord(weight.soname)) + "\n";
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
  for (std::size_t i = 0; i < facts.weights.size() && i < kMostLibraries; ++i) {
    text += "  " + Padded(EscapedForTerminal(facts.weights[i].soname), kNameColumn) + "named by " +
            Count(facts.weights[i].direct, "program", "programs") + "\n";
  }
  return text;
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
  for (std::size_t i = 0; i < uninvited.size() && i < kMostLibraries; ++i) {
    const LibraryWeight& weight = *uninvited[i];
    text += "  " + Padded(EscapedForTerminal(weight.soname), kNameColumn) + Padded(weight.how, kHowColumn) +
            InPrograms(weight, weight.uninvited);
  }
  if (!LooksAtStart(facts.depth)) text += MostMapped(facts);
  if (notes > 0) text += Count(notes, "note", "notes") + " (--json)\n";
  text += Gaps(facts);
  return uninvited.empty() ? text : text + Next(*uninvited.front());
}

}  // namespace halfsecond::render
