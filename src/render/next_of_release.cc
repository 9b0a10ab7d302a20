#include "render/next_of_release.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "render/next_step.h"

namespace halfsecond::render {
namespace {

constexpr std::uint64_t kLinesAround = 10;

// The command that writes the archive's file, of which a terminal may see everything: tar's names are as they stand.
std::optional<std::string> FromArchive(const ReleaseFacts& facts, const std::string& path) {
  const auto archive = TypedWord(facts.archive);
  const auto member = facts.in_front ? TypedWord(*facts.in_front + path) : std::nullopt;
  const bool is_plain = path.find('\\') == std::string::npos && !path.starts_with("../");  // tar unescapes names
  if (!archive || !member || !is_plain || facts.archive.starts_with('-')) return std::nullopt;
  const bool looks_remote = facts.archive.find(':') != std::string::npos;  // HOST:FILE
  return "tar " + std::string(looks_remote ? "--force-local " : "") + "-xOf " + *archive + " -- " + *member;
}

// How the first file that nothing explains, or that contradicts itself, differs: no foreign byte reaches the terminal
// as it is.
std::string ShowWorst(const ReleaseFacts& facts) {
  const ReleaseFile& worst = facts.files.front();
  const auto from_archive = FromArchive(facts, worst.path);
  if (!from_archive || worst.state == FileState::kOnlyInTag) return "";
  if (worst.state == FileState::kModified) {
    const auto repository = TypedWord(facts.repository);
    const auto in_tag = TypedWord(facts.tag.name + ":" + facts.tag.prefix + worst.path);
    if (!repository || !in_tag || facts.repository.starts_with('-') || facts.tag.name.starts_with('-')) return "";
    return "next: git -C " + *repository + " show " + *in_tag + " | diff - <(" + *from_archive + ") | cat -v\n";
  }
  const bool has_line = !worst.evidence.empty() && worst.evidence.front().unit == "line";
  const std::uint64_t line = has_line ? worst.evidence.front().at : 0;
  const std::uint64_t first = line > kLinesAround ? line - kLinesAround : 1;
  const std::string part =
      has_line ? " | sed -n " + std::to_string(first) + "," + std::to_string(line + kLinesAround) + "p" : "";
  return "next: " + *from_archive + part + " | cat -v\n";
}

// Does it only say that a tool made it, which can be run again?
bool CanBeMadeAgain(const ReleaseFile& file) {
  constexpr std::array kTools{"autoconf", "autoheader", "automake", "aclocal", "bison", "flex"};
  return file.strength == Strength::kLabelled && file.explained_by == "banner" &&
         std::any_of(kTools.begin(), kTools.end(), [&file](std::string_view tool) {
           return file.cause.starts_with("says that " + std::string(tool) + " made it");
         });
}

}  // namespace

std::string NextOfRelease(const ReleaseFacts& facts) {
  if (facts.operands.empty()) return "";
  for (const Finding& finding : facts.findings) {
    if (finding.rule != "other-tag" || finding.answer != Answer::kYes) continue;
    const TagMatch& other = facts.asked_tag.empty() ? *facts.of_version : *facts.runner_up;
    const auto tag = TypedWord(other.name);
    return tag ? NextLine("release-check --tag=" + *tag, facts.operands) : "";
  }
  if (!facts.files.empty() && facts.files.front().strength <= Strength::kUnexplained) {
    if (std::string shown = ShowWorst(facts); !shown.empty()) return shown;
  }
  for (const Finding& finding : facts.findings) {
    const bool is_told = finding.answer == Answer::kYes && finding.severity != Severity::kNote;
    if (is_told) return NextLine("explain", {std::string(finding.rule)});
  }
  const bool can_make = !facts.is_regenerated && std::any_of(facts.files.begin(), facts.files.end(), &CanBeMadeAgain);
  return can_make ? NextLine("release-check --regenerate", facts.operands) : "";
}

}  // namespace halfsecond::render
