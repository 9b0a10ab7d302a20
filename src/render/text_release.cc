#include "render/text_release.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "render/next_of_release.h"
#include "render/table.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostCauses = 13;  // with the head, the odd and the last lines: 25 at most
constexpr std::size_t kMaxOddities = 4;
constexpr std::size_t kStrengthColumn = 14;
constexpr std::size_t kNamesOfGroup = 2;
constexpr std::size_t kLeastShare = 20;  // a release has at least one of so many files as its tag has them

Severity SeverityOf(Strength strength) {
  if (strength == Strength::kContradicts) return Severity::kRed;
  return strength == Strength::kUnexplained ? Severity::kAmber : Severity::kNote;
}

// Files next to each other that share strength and cause.
struct FileGroup {
  const ReleaseFile* first = nullptr;
  std::size_t count = 0;
};

std::vector<FileGroup> Grouped(const std::vector<ReleaseFile>& files) {
  std::vector<FileGroup> groups;
  for (const ReleaseFile& file : files) {
    const bool same = !groups.empty() && groups.back().first->strength == file.strength &&
                      groups.back().first->cause == file.cause && groups.back().first->state == file.state;
    if (!same) groups.push_back({&file, 0});
    ++groups.back().count;
  }
  return groups;
}

std::string TagLine(const TagMatch& tag) {
  return EscapedForTerminal(tag.name) + (tag.prefix.empty() ? "" : ", folder " + EscapedForTerminal(tag.prefix));
}

std::string Names(const FileGroup& group) {
  const ReleaseFile* file = group.first;
  std::string names;
  for (std::size_t i = 0; i < std::min(group.count, kNamesOfGroup); ++i) {
    names += (i == 0 ? "" : ", ") + Shortened(file[i].path, kNameColumns);
  }
  if (group.count > kNamesOfGroup) names += ", " + std::to_string(group.count - kNamesOfGroup) + " more";
  return names;
}

// ", line 12: dnl x" of a file that stands alone in its group and has one telling place first.
std::string FirstPlace(const FileGroup& group) {
  constexpr std::size_t kQuoteColumns = 60;
  if (group.count != 1 || group.first->strength > Strength::kUnexplained || group.first->evidence.empty()) return "";
  const Evidence& place = group.first->evidence.front();
  if (place.unit.empty()) return "";
  std::string text = ", " + std::string(place.unit) + " " + std::to_string(place.at);
  if (!place.quote.empty()) text += ": " + Shortened(place.quote, kQuoteColumns);
  return text;
}

void AddGroup(const FileGroup& group, Colours colours, std::string& text) {
  const ReleaseFile& first = *group.first;
  text += InSeverity(Padded(StrengthName(first.strength), kStrengthColumn), SeverityOf(first.strength), colours);
  const std::string cause = first.cause.empty() ? std::string(FileStateName(first.state)) : first.cause;
  text += Count(group.count, "file", "files") + ": " + EscapedForTerminal(cause) + ": " + Names(group) +
          FirstPlace(group) + "\n";
}

std::string SharesLittle(const ReleaseFacts& facts, Colours colours) {
  return InSeverity("it shares " + std::to_string(facts.previous_shared) + " of " +
                        Count(facts.previous_files, "path", "paths") + " with this archive",
                    Severity::kAmber, colours) +
         ", as another project's would: what it had already tells nothing of this one\n";
}

}  // namespace

std::string ReleaseText(const ReleaseFacts& facts, Colours colours) {
  std::string text = Strong(EscapedForTerminal(facts.archive), colours) + "   tag " + TagLine(facts.tag) + ", " +
                     std::to_string(facts.identical) + " of " + Count(facts.archive_files, "file", "files") +
                     " identical";
  if (facts.runner_up) {
    text += " (next best: " + EscapedForTerminal(facts.runner_up->name) + ", " +
            std::to_string(facts.runner_up->matching) + ")";
  }
  text += "\n";
  if (facts.identical < facts.archive_files / kLeastShare) {
    text += InSeverity("next to nothing of the archive stands in the tag", Severity::kAmber, colours) +
            ": is this the project's repository?\n";
  }
  if (!facts.untagged_version.empty()) {
    text += InSeverity("there is no tag of " + EscapedForTerminal(facts.untagged_version), Severity::kAmber, colours) +
            ": the archive is compared with another release's tag\n";
  }
  if (!facts.previous.empty()) {
    text += "new since " + EscapedForTerminal(facts.previous) + "; " +
            Count(facts.repeated, "difference", "differences") + " it had already\n";
    if (IsOfOtherProject(facts)) text += SharesLittle(facts, colours);
  }
  for (const Finding& finding : facts.findings) {
    const bool is_told = finding.rule == "other-tag" || finding.rule == "excluded-file-kept";
    if (!is_told || finding.answer != Answer::kYes) continue;
    text += InSeverity(SeverityName(finding.severity), finding.severity, colours) + " " +
            EscapedForTerminal(finding.because) + ": " + EscapedForTerminal(finding.remedy) + "\n";
  }
  for (std::size_t i = 0; i < std::min(facts.oddities.size(), kMaxOddities); ++i) {
    const ArchiveOddity& odd = facts.oddities[i];
    const std::string where = odd.path.empty() ? "" : Shortened(odd.path, kNameColumns) + ": ";
    text += Padded(odd.kind, kStrengthColumn) + where + EscapedForTerminal(odd.detail) + "\n";
  }
  const auto groups = Grouped(facts.files);
  for (std::size_t i = 0; i < std::min(groups.size(), kMostCauses); ++i) AddGroup(groups[i], colours, text);
  if (groups.size() > kMostCauses)
    text += std::to_string(groups.size() - kMostCauses) + " more causes: --json lists all\n";
  return text + NextOfRelease(facts);
}

}  // namespace halfsecond::render
