#include "render/text_about.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/replaceable.h"
#include "render/table.h"
#include "render/text_upkeep.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kLabel = 20;
constexpr std::size_t kMostWays = 3;
constexpr std::size_t kMostReached = 4;
constexpr std::size_t kMostFindings = 3;
constexpr std::size_t kMostOthers = 3;
constexpr std::size_t kMostSymbols = 3;

std::string Safe(std::string_view foreign) {
  return EscapedForTerminal(foreign);
}

std::string Word(const std::string& foreign) {
  return Safe(ShellWord(foreign));
}

std::string Line(std::string_view label, const std::string& text) {
  return Padded(label, kLabel) + text + "\n";
}

// "a, b, c and 4 more".
std::string Some(std::vector<std::string> parts, std::size_t most) {
  const std::size_t all = parts.size();
  if (all > most) parts.resize(most);
  return Join(parts, ", ") + (all > most ? " and " + std::to_string(all - most) + " more" : "");
}

std::vector<std::string> AllSafe(const std::vector<std::string>& foreign) {
  std::vector<std::string> safe;
  safe.reserve(foreign.size());
  for (const std::string& each : foreign) safe.push_back(Safe(each));
  return safe;
}

std::string Package(const AboutSubject& subject) {
  if (!subject.package) return "no package's";
  std::string text = Safe(subject.package->name) + " " + Safe(subject.package->version);
  if (subject.package->source != subject.package->name) text += " (source " + Safe(subject.package->source) + ")";
  return text;
}

std::string Head(const AboutFacts& facts, Colours colours) {
  const AboutSubject& subject = facts.subject;
  std::string text = Strong(Safe(subject.name), colours) + "   ";
  if (subject.path != subject.name) text += Safe(subject.path) + ", ";
  text += Package(subject) + "\n";
  if (!subject.others.empty()) {
    text += Line("  beside it", Some(AllSafe(subject.others), kMostOthers));
  }
  return text;
}

std::string Reached(const LibraryUse& use) {
  const auto daemons = std::count_if(use.reached.begin(), use.reached.end(),
                                     [](const ReachedProgram& program) { return IsDaemonAsRoot(program.kind); });
  std::string text = Line("with power", std::to_string(use.reached.size()) + " of " +
                                            Count(use.privileged_in_all, "such program", "such programs") + ", " +
                                            std::to_string(daemons) + " as daemons of root");
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < use.reached.size() && i < kMostReached; ++i) {
    rows.push_back({Safe(use.reached[i].path), Safe(use.reached[i].because)});
  }
  return text + Table(rows);
}

std::string Uninvited(const AboutFacts& facts) {
  const LibraryUse& use = *facts.use;
  if (use.programs == 0) return "";
  if (use.uninvited == 0) return Line("runs uninvited", "nothing");
  std::string text = use.how + ", in " + Count(use.uninvited, "program", "programs");
  if (!facts.starts.empty()) {
    const StartPlace& start = facts.starts.front();
    text += ": at " + Hex(start.address) + (start.symbol.empty() ? "" : " " + Safe(start.symbol));
    if (facts.starts.size() > 1) text += " and " + std::to_string(facts.starts.size() - 1) + " more";
  }
  return Line("runs uninvited", text);
}

std::string Loaded(const AboutFacts& facts) {
  const LibraryUse& use = *facts.use;
  if (use.programs == 0) return Line("loaded by", "no program here, unless by dlopen");
  std::string text =
      Line("loaded by", std::to_string(use.programs) + " of " + Count(use.programs_in_all, "program", "programs") +
                            "; " + std::to_string(use.direct) + " of them name it");
  std::vector<std::string> ways;
  for (const WayToLibrary& way : use.ways) ways.push_back(Safe(way.soname) + " in " + std::to_string(way.programs));
  if (!ways.empty()) text += Line("  by way of", Some(std::move(ways), kMostWays));
  return text + Reached(use);
}

std::string Cut(const LibraryUse& use) {
  if (!use.cut) return use.programs == 0 ? "" : Line("cheapest cut", "none: every program has several ways to it");
  const LibraryCut& cut = *use.cut;
  std::string text = (cut.from.empty() ? "a program" : Safe(cut.from)) + " without " + Safe(cut.to);
  std::vector<std::string> symbols;
  for (const std::string& symbol : cut.symbols) symbols.push_back(Safe(symbol.substr(0, symbol.find('@'))));
  if (symbols.empty()) {
    text += " (nothing of it is bound)";
  } else {
    const std::string count = Count(symbols.size(), "function", "functions");
    text += " (" + count + " used: " + Some(std::move(symbols), kMostSymbols) + ")";
  }
  std::string lines = Line("cheapest cut", text);
  lines += Line("", "frees " + Count(cut.programs, "program", "programs") + " of " + Safe(use.soname) + ", " +
                        std::to_string(cut.privileged) + " with power" +
                        (cut.from.empty() ? ": halfsecond replaceable " + Word(cut.example) : ""));
  if (!cut.remedy.empty()) lines += Line("", "remedy: " + cut.remedy);
  return lines;
}

std::string ProgramLines(const ReplaceableFacts& facts) {
  std::vector<std::string> reasons;
  for (const Privilege& privilege : facts.load.privileges) reasons.push_back(Safe(privilege.because));
  reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
  std::string text = Line("power of its own", reasons.empty() ? "none" : Some(reasons, kMostReached));
  std::size_t named = 0;
  std::vector<std::vector<std::string>> rows;
  const auto libraries = UninvitedLibraries(facts.load);
  for (const UninvitedLibrary& library : libraries) {
    named += library.is_named_by_program ? 1 : 0;
    if (rows.size() == kMostReached) continue;
    rows.push_back({Safe(facts.load.objects[library.object].soname), DescribeUninvited(facts.load, library),
                    Safe(DescribeWay(facts.load, library.object))});
  }
  text += Line("loads", Count(facts.load.objects.size() - 1, "library", "libraries"));
  text += Line("runs uninvited", libraries.empty() ? "nothing"
                                                   : "code of " + Count(libraries.size(), "library", "libraries") +
                                                         ", " + std::to_string(named) + " of them named by it");
  text += Table(rows);
  std::string cut = CheapestCutLine(facts);
  constexpr std::string_view kPrefix = "cheapest cut: ";
  if (cut.starts_with(kPrefix)) text += Padded("cheapest cut", kLabel) + cut.substr(kPrefix.size());
  return text;
}

// The command that looks at what was not given. A program's or library's own name stays as it was typed.
std::string NotLookedAt(const std::string& command) {
  return "not looked at: " + command;
}

std::string Custody(const AboutFacts& facts, Colours colours) {
  const std::string ask = "halfsecond about --repo REPO " + Word(facts.subject.asked);
  if (!facts.custody || facts.custody->repositories.empty()) return Line("who can change it", NotLookedAt(ask));
  std::string text = Line("who can change it", StatePhrase(facts.custody->repositories.front().preconditions));
  std::size_t shown = 0;
  std::size_t more = 0;
  for (const Finding& finding : facts.custody_findings) {
    if (finding.answer != Answer::kYes || finding.severity == Severity::kNote) continue;
    if (shown++ >= kMostFindings) {
      ++more;
      continue;
    }
    text += "  " + InSeverity(SeverityName(finding.severity), finding.severity, colours) + " " +
            std::string(finding.rule) + ": " + Safe(finding.because) + "\n";
  }
  if (more > 0) text += "  and " + Count(more, "finding", "findings") + " more\n";
  if (shown == 0) text += Line("", "no event in its history deserves a second look");
  return text;
}

std::string Upkeep(const AboutFacts& facts) {
  if (!facts.upkeep) return Line("upkeep", "unknown: no package database tells");
  std::string text =
      facts.upkeep->is_orphaned
          ? Line("upkeep", "orphaned: Debian has no maintainer for " + Safe(facts.upkeep->name))
          : Line("upkeep",
                 "maintainer named: " + Safe(facts.upkeep->maintainer.substr(0, facts.upkeep->maintainer.find(" <"))));
  text += Line("", UploadsPhrase(*facts.upkeep));
  for (const HelpPlace& place : facts.upkeep->help) {
    if (place.kind == "homepage") text += Line("", "its own home: " + Safe(place.where));
  }
  return text;
}

bool HasFindings(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.answer == Answer::kYes && finding.severity != Severity::kNote;
  });
}

std::string Next(const AboutFacts& facts) {
  if (HasFindings(facts.custody_findings)) return "next: halfsecond custody " + Word(facts.repository) + "\n";
  if (facts.program) {
    const EdgeFacts* cut = CheapestCut(*facts.program);
    return cut == nullptr ? "next: halfsecond load --timeline " + Word(facts.subject.path) + "\n"
                          : "next: halfsecond replaceable " + Word(facts.subject.path) + "\n";
  }
  if (facts.use && facts.use->programs > 0) {
    return "next: halfsecond why " + Word(facts.use->example) + " " + Word(facts.subject.name) + "\n";
  }
  return "";
}

}  // namespace

std::string AboutText(const AboutFacts& facts, Colours colours) {
  std::string text = Head(facts, colours);
  if (facts.use) text += Loaded(facts) + Uninvited(facts);
  if (facts.program) text += ProgramLines(*facts.program);
  text += Custody(facts, colours);
  text += Line("archive and tag", NotLookedAt("halfsecond release-check ARCHIVE REPO"));
  text += Upkeep(facts);
  if (facts.use) text += Cut(*facts.use);
  for (std::size_t i = 0; i < facts.damages.size() && i < 1; ++i) {
    text += Line("not complete", Safe(facts.damages[i].source) + ": " + Safe(facts.damages[i].what) +
                                     (facts.damages.size() > 1 ? " and more (--json)" : ""));
  }
  if (facts.use && !facts.is_from_store) text += Line("faster next time", "halfsecond survey keeps what it read");
  return text + Next(facts);
}

}  // namespace halfsecond::render
