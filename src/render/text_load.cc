#include "render/text_load.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/next_step.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostUninvited = 10;  // of uninvited code in the default answer
constexpr std::size_t kMostProblems = 6;    // findings above the list
constexpr std::size_t kMostReasons = 2;     // units or bits named in the first line
constexpr std::size_t kHowColumn = 28;
constexpr std::size_t kMostTreeLines = 10'000;  // a tree that nobody reads; --json has it all
constexpr std::size_t kDeepestIndent = 40;      // levels; deeper ones stand below each other

std::string HeadLine(const LoadFacts& facts, Colours colours) {
  std::string line = Strong(EscapedForTerminal(facts.program), colours) + "   ";
  switch (facts.linkage) {
    case Linkage::kStatic:
      line += "static: all code in it is its own";
      break;
    case Linkage::kStaticPie:
      line += "static-pie: all code in it is its own";
      break;
    case Linkage::kLibrary:
    case Linkage::kDynamic:
      line += Count(facts.objects.size() - 1, "library", "libraries");
      break;
  }
  std::vector<std::string> roots;
  std::vector<std::string> others;
  for (const Privilege& privilege : facts.privileges) {
    const bool is_daemon = IsDaemonAsRoot(privilege.kind);
    // A unit's other commands say nothing that the unit's daemon has not said.
    if (!is_daemon && std::find(roots.begin(), roots.end(), EscapedForTerminal(privilege.because)) != roots.end())
      continue;
    (is_daemon ? roots : others).push_back(EscapedForTerminal(privilege.because));
  }
  const auto some = [](std::vector<std::string> reasons) {
    const std::size_t all = reasons.size();
    if (all > kMostReasons) reasons.resize(kMostReasons);
    return Join(reasons, ", ") + (all > kMostReasons ? " and " + std::to_string(all - kMostReasons) + " more" : "");
  };
  if (!roots.empty()) line += ", runs as root (" + some(roots) + ")";
  if (!others.empty()) line += ", " + some(others);
  return line + "\n";
}

// What keeps the program from starting, what is damaged, what a rule calls more than a note.
std::string Problems(const LoadFacts& facts, const std::vector<Finding>& findings, Colours colours) {
  std::vector<std::string> lines;
  std::string reason = facts.would_not_start.empty() ? "" : facts.would_not_start.front();
  const auto says_the_same = [&](const Finding& finding) {
    return !reason.empty() && finding.rule == "missing-library" && finding.because.starts_with(reason);
  };
  const auto same = std::find_if(findings.begin(), findings.end(), says_the_same);
  if (same != findings.end()) reason = same->because;
  if (!reason.empty())
    lines.push_back(InSeverity("would not start: " + EscapedForTerminal(reason), Severity::kAmber, colours));
  for (const Finding& finding : findings) {
    if (finding.answer != Answer::kYes || finding.severity == Severity::kNote || says_the_same(finding)) continue;
    lines.push_back(InSeverity(std::string(SeverityName(finding.severity)), finding.severity, colours) + " " +
                    std::string(finding.rule) + ": " + EscapedForTerminal(finding.because));
  }
  for (const auto* damages : {&facts.damages, &facts.package_damages}) {
    for (const Damage& damage : *damages) {
      lines.push_back("damaged: " + EscapedForTerminal(damage.source) + ": " + EscapedForTerminal(damage.what) +
                      (damage.at_byte != 0 ? ", byte " + Hex(damage.at_byte) : ""));
    }
  }
  for (const std::string& variable : facts.environment_that_counted) {
    lines.push_back("our environment counted: " + EscapedForTerminal(variable) + " (--clean-env drops it)");
  }
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < kMostProblems; ++i) text += lines[i] + "\n";
  if (lines.size() > kMostProblems) text += "and " + std::to_string(lines.size() - kMostProblems) + " more (--json)\n";
  return text;
}

std::string UninvitedSection(const LoadFacts& facts, const std::vector<UninvitedLibrary>& libraries) {
  const std::string program = EscapedForTerminal(facts.objects[0].soname);
  if (libraries.empty()) {
    if (facts.linkage == Linkage::kStatic || facts.linkage == Linkage::kStaticPie) return "";
    return std::string("no third-party library runs code before main") +
           (facts.closure_complete ? "" : ", as far as could be read") + "\n";
  }
  std::string text = Count(libraries.size(), "third-party library runs", "third-party libraries run") +
                     " code before main that " + program + " never asked for\n";
  const std::size_t shown = std::min(libraries.size(), kMostUninvited);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    const UninvitedLibrary& library = libraries[i];
    rows.push_back({EscapedForTerminal(facts.objects[library.object].soname), DescribeUninvited(facts, library),
                    EscapedForTerminal(DescribeWay(facts, library.object))});
  }
  text += Table(rows);
  if (libraries.size() > kMostUninvited) {
    text += "  and " + std::to_string(libraries.size() - kMostUninvited) + " more (--timeline shows all)\n";
  }
  return text;
}

// Worst first: what nobody named, then by how unusual the way of running is.
std::vector<UninvitedLibrary> WorstFirst(const LoadFacts& facts) {
  std::vector<UninvitedLibrary> libraries = UninvitedLibraries(facts);
  const auto rank = [&](const UninvitedLibrary& library) {
    StartHow how = StartHow::kInitArray;
    for (const std::size_t entry : library.entries) how = std::min(how, facts.start[entry].how);
    return std::pair(library.is_named_by_program ? 1 : 0, how);
  };
  std::stable_sort(libraries.begin(), libraries.end(),
                   [&](const UninvitedLibrary& a, const UninvitedLibrary& b) { return rank(a) < rank(b); });
  return libraries;
}

std::string OnDemand(const LoadFacts& facts) {
  std::vector<std::string> names;
  for (const OnDemandLibrary& entry : facts.on_demand) {
    if (!entry.sonames.empty()) names.push_back(EscapedForTerminal(entry.sonames.front()));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  constexpr std::size_t kMost = 4;
  if (names.empty()) return "";
  const std::size_t all = names.size();
  if (all > kMost) names.resize(kMost);
  return "on demand, by their own notes: " + Join(names, ", ") +
         (all > kMost ? " and " + std::to_string(all - kMost) + " more" : "") + "\n";
}

std::string Where(const LoadFacts& facts, const LoadedObject& object) {
  std::string text(FoundByName(object.found_by));
  if ((object.found_by == FoundBy::kRpath || object.found_by == FoundBy::kRunpath ||
       object.found_by == FoundBy::kPreload || object.found_by == FoundBy::kLibraryPath) &&
      !object.found_in.empty()) {
    text += " " + EscapedForTerminal(object.found_in);
  }
  if (object.requested_by < facts.objects.size()) {
    text += ", asked for by " + EscapedForTerminal(facts.objects[object.requested_by].soname);
  }
  if (object.package)
    text += ", " + EscapedForTerminal(object.package->name) + " " + EscapedForTerminal(object.package->version);
  if (object.link_namespace != 0) text += ", namespace " + std::to_string(object.link_namespace);
  return text;
}

}  // namespace

std::string LoadSummary(const LoadFacts& facts, const std::vector<Finding>& findings, const std::string& cut,
                        Colours colours) {
  std::string text = HeadLine(facts, colours) + Problems(facts, findings, colours);
  const std::vector<UninvitedLibrary> libraries = WorstFirst(facts);
  text += UninvitedSection(facts, libraries) + OnDemand(facts);
  const auto unknown = std::count_if(findings.begin(), findings.end(),
                                     [](const Finding& finding) { return finding.answer == Answer::kUnknown; });
  if (unknown > 0) {
    text += Count(static_cast<std::size_t>(unknown), "rule", "rules") + " could not be answered (--json says why)\n";
  }
  if (!libraries.empty()) {
    text += cut;
    text += NextLine("why", {facts.program, facts.objects[libraries.front().object].soname});
  }
  return text;
}

std::string LoadOrder(const LoadFacts& facts) {
  std::size_t width = 0;
  for (const LoadedObject& object : facts.objects) width = std::max(width, Columns(EscapedForTerminal(object.path)));
  width = std::min<std::size_t>(width, 60) + 2;
  std::string text;
  for (const LoadedObject& object : facts.objects) {
    text += Padded(EscapedForTerminal(object.path), width) + Where(facts, object) + "\n";
  }
  for (const MissingLibrary& missing : facts.missing) {
    text += Padded(EscapedForTerminal(missing.soname), width) + EscapedForTerminal(missing.because);
    if (missing.requested_by < facts.objects.size()) {
      text += ", asked for by " + EscapedForTerminal(facts.objects[missing.requested_by].soname);
    }
    if (!missing.looked_in.empty()) text += "; looked in " + EscapedForTerminal(Join(missing.looked_in, ", "));
    text += "\n";
  }
  for (const std::string& reason : facts.would_not_start)
    text += "would not start: " + EscapedForTerminal(reason) + "\n";
  for (const OnDemandLibrary& entry : facts.on_demand) {
    text += Padded(EscapedForTerminal(Join(entry.sonames, " or ")), width) + "on demand, noted in " +
            EscapedForTerminal(facts.objects[entry.object].soname) + "\n";
  }
  return text;
}

std::string LoadTimeline(const LoadFacts& facts) {
  std::string text;
  for (const TimelineStep& step : facts.timeline) {
    for (const std::size_t index : step.entries) {
      const StartEntry& entry = facts.start[index];
      text += Padded(std::to_string(entry.position), 6) + Padded(StartHowName(entry.how), kHowColumn) +
              Padded(EscapedForTerminal(facts.objects[entry.object].soname), kSonameColumns) +
              Padded(Hex(entry.address), 12);
      if (!entry.symbol.empty()) text += EscapedForTerminal(entry.symbol) + "  ";
      if (entry.certainty == StartCertainty::kCannotTell) text += "(cannot tell whether it is the runtime's)  ";
      if (step.not_yet_relocated > 0) {
        text += "before relocation of " + Count(step.not_yet_relocated, "object", "objects") + ", " +
                EscapedForTerminal(step.first_not_yet_relocated) + " next";
      }
      while (!text.empty() && text.back() == ' ') text.pop_back();
      text += "\n";
    }
  }
  if (text.empty()) return "nothing runs before main but the C runtime's own stubs\n";
  return text;
}

std::string LoadTree(const LoadFacts& facts) {
  std::string text;
  std::vector<char> shown(facts.objects.size(), 0);
  // Depth first without recursion: object and depth.
  std::vector<std::pair<std::size_t, std::size_t>> pending{{0, 0}};
  for (std::size_t lines = 0; !pending.empty(); ++lines) {
    if (lines == kMostTreeLines) return text + "and more (--json)\n";
    const auto [object, depth] = pending.back();
    pending.pop_back();
    const bool again = std::exchange(shown[object], 1) != 0;
    const LoadedObject& what = facts.objects[object];
    text += std::string(2 * std::min(depth, kDeepestIndent), ' ') +
            EscapedForTerminal(object == 0 ? what.path : what.soname);
    if (object != 0 && !again) text += "  " + EscapedForTerminal(what.path);
    text += again && !what.needs.empty() ? "  (above)\n" : "\n";
    if (again) continue;
    for (std::size_t i = what.needs.size(); i-- > 0;) pending.emplace_back(what.needs[i], depth + 1);
  }
  for (std::size_t i = 0; i < facts.objects.size(); ++i) {
    if (shown[i] != 0) continue;
    text += EscapedForTerminal(facts.objects[i].soname) + "  " + EscapedForTerminal(facts.objects[i].path) + "  (" +
            std::string(FoundByName(facts.objects[i].found_by)) + ")\n";
  }
  return text;
}

}  // namespace halfsecond::render
