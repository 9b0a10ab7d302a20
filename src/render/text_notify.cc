#include "render/text_notify.h"

#include <algorithm>

#include "base/text.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMaxFindings = 5;    // two lines each; with nine runs the whole stays within 25 lines
constexpr std::size_t kRunColumn = 12;     // after the names of runs
constexpr std::size_t kAnswerColumn = 38;  // after what a run was answered with
constexpr std::size_t kSaidColumns = 64;   // of the first messages of a run

bool IsMistake(const Finding& finding) {
  return finding.severity != Severity::kNote;
}

// "READY=1 | STATUS=up | ... 3 more", one line.
std::string Said(const NotifyRun& run) {
  if (run.said.empty()) return "nothing";
  std::string line;
  std::size_t shown = 0;
  for (const std::string& text : run.said) {
    std::string one = text;
    while (!one.empty() && one.back() == '\n') one.pop_back();
    std::replace(one.begin(), one.end(), '\n', ' ');
    one = EscapedForTerminal(one);
    if (shown > 0 && line.size() + one.size() > kSaidColumns) break;
    if (one.size() > kSaidColumns) one.resize(kSaidColumns - 3), one += "...";
    line.append(shown == 0 ? "" : " | ").append(one);
    ++shown;
  }
  if (shown < run.datagrams) line += " | " + std::to_string(run.datagrams - shown) + " more";
  return line;
}

// "run abstract, message 2", "run busy, descriptor 5".
std::string Place(const Evidence& evidence) {
  std::string place = EscapedForTerminal(evidence.source);
  if (!evidence.unit.empty()) place.append(", ").append(evidence.unit).append(" ").append(std::to_string(evidence.at));
  return place;
}

void AddFindings(const NotifyFacts& facts, Colours colours, std::string& text) {
  std::size_t shown = 0;
  for (const Finding& finding : facts.findings) {
    if (shown++ == kMaxFindings) break;
    text += InSeverity(SeverityName(finding.severity), finding.severity, colours) + " " + std::string(finding.rule) +
            ": " + EscapedForTerminal(finding.because) + "\n    ";
    if (!finding.evidence.empty()) text += Place(finding.evidence.front()) + "; ";
    text += finding.remedy + "\n";
  }
  if (facts.findings.size() > kMaxFindings) {
    text += std::to_string(facts.findings.size() - kMaxFindings) + " more: --json lists all\n";
  }
}

}  // namespace

std::string NotifyText(const NotifyFacts& facts, Colours colours) {
  const auto mistakes =
      static_cast<std::size_t>(std::count_if(facts.findings.begin(), facts.findings.end(), &IsMistake));
  std::string text = Strong(EscapedForTerminal(facts.program), colours) + "   " +
                     Count(mistakes, "mistake", "mistakes") + " in " + Count(facts.runs.size(), "run", "runs") + "\n";
  AddFindings(facts, colours, text);
  for (const NotifyRun& run : facts.runs) {
    text += Padded(run.name, kRunColumn) + Padded(EscapedForTerminal(run.answer), kAnswerColumn) + Said(run) + "\n";
  }
  for (const std::string& reason : facts.not_tried) text += "not tried: " + reason + "\n";
  text += mistakes == 0 ? "next: --json has every message\n"
                        : "next: the lines to copy, and the library to relink against: kits/notify/README.md\n";
  return text;
}

}  // namespace halfsecond::render
