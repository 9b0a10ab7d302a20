#include "render/about_page.h"

#include "base/text.h"
#include "render/fold.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kLabelColumns = 20;  // columns

}  // namespace

void AboutPage::Head(std::string_view name, std::string_view rest) {
  constexpr std::string_view kBetween = "   ";
  const Fold fold{Columns(name) + kBetween.size(), 2, room_.lines};
  text_ += Strong(name, colours_) + std::string(kBetween) + Folded(rest, fold) + "\n";
}

void AboutPage::Text(std::string_view label, const std::string& text, Severity severity) {
  text_ += Padded(label, kLabelColumns) +
           InSeverity(Folded(text, {kLabelColumns, kLabelColumns, room_.lines}), severity, colours_) + "\n";
}

void AboutPage::Command(std::string_view label, const std::string& text) {
  text_ += Padded(label, kLabelColumns) + text + "\n";
}

std::size_t AboutPage::Findings(const std::vector<Finding>& findings) {
  constexpr std::size_t kIndent = 2;
  std::size_t all = 0;
  for (const Finding& finding : findings) {
    if (finding.answer != Answer::kYes || finding.severity == Severity::kNote) continue;
    if (all++ >= room_.findings) continue;
    const std::string_view severity = SeverityName(finding.severity);
    const Fold fold{kIndent + severity.size() + 1, 2 * kIndent, room_.lines};
    text_ += std::string(kIndent, ' ') + InSeverity(severity, finding.severity, colours_) + " " +
             Folded(std::string(finding.rule) + ": " + OnPage(finding.because), fold) + "\n";
  }
  if (all > room_.findings) text_ += "  and " + Count(all - room_.findings, "finding", "findings") + " more\n";
  return all;
}

void AboutPage::Rows(const std::vector<std::vector<std::string>>& rows) {
  text_ += Table(rows);
}

std::string OnPage(std::string_view foreign) {
  return EscapedForTerminal(foreign);
}

std::string WordOnPage(const std::string& foreign) {
  return OnPage(ShellWord(foreign));
}

std::string Some(std::vector<std::string> parts, std::size_t most) {
  const std::size_t all = parts.size();
  if (all > most) parts.resize(most);
  return Join(parts, ", ") + (all > most ? " and " + std::to_string(all - most) + " more" : "");
}

Severity WorstOf(const std::vector<Finding>& findings) {
  Severity worst = Severity::kNote;
  for (const Finding& finding : findings) {
    if (finding.answer == Answer::kYes) worst = std::max(worst, finding.severity);
  }
  return worst;
}

}  // namespace halfsecond::render
