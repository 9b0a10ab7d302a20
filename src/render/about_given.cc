#include "render/about_given.h"

#include <algorithm>

#include "base/text.h"
#include "render/text_upkeep.h"

namespace halfsecond::render {
namespace {

// Of the archive's files; what it leaves out of the tag is none.
std::size_t CountOf(const ReleaseFacts& release, Strength strength) {
  return static_cast<std::size_t>(
      std::count_if(release.files.begin(), release.files.end(), [strength](const ReleaseFile& file) {
        return file.state != FileState::kOnlyInTag && file.strength == strength;
      }));
}

// "12 of 90 files differ from tag v1.1: 1 contradicts, 2 unexplained, 5 only labelled".
std::string Differences(const ReleaseFacts& release) {
  const std::size_t different = release.archive_files - release.identical;
  std::string text = std::to_string(different) + " of " + Count(release.archive_files, "file", "files") +
                     (different == 1 ? " differs" : " differ") + " from tag " + OnPage(release.tag.name);
  if (!release.untagged_version.empty()) text += " (none is of " + OnPage(release.untagged_version) + ")";
  if (different == 0) return text;
  const std::size_t contradict = CountOf(release, Strength::kContradicts);
  const std::size_t unexplained = CountOf(release, Strength::kUnexplained);
  const std::size_t labelled = CountOf(release, Strength::kLabelled);
  text += ": ";
  if (contradict > 0) text += Count(contradict, "contradicts", "contradict") + ", ";
  text += (unexplained == 0 ? "none" : std::to_string(unexplained)) + " unexplained";
  return text + (labelled == 0 ? "" : ", " + std::to_string(labelled) + " only labelled");
}

std::string ReleaseCheck(const AboutFacts& facts) {
  return "halfsecond release-check " + WordOnPage(facts.archive) + " " + WordOnPage(facts.repository);
}

}  // namespace

void AddCustody(const AboutFacts& facts, AboutPage& page) {
  constexpr std::string_view kLabel = "who can change it";
  if (!facts.custody || facts.custody->repositories.empty()) {
    page.Command(kLabel, "not looked at: halfsecond about --repo REPO " + WordOnPage(facts.subject.asked));
    return;
  }
  page.Text(kLabel, StatePhrase(facts.custody->repositories.front().preconditions));
  if (page.Findings(facts.custody_findings) > 0) return;
  const auto& gaps = facts.custody->repositories.front().gaps;
  if (gaps.empty()) return page.Text("", "no event in its history deserves a second look");
  page.Text("", "whether an event deserves a second look is unknown: " + OnPage(gaps.front().detail));
}

void AddArchive(const AboutFacts& facts, AboutPage& page) {
  constexpr std::string_view kLabel = "its archive";
  if (!facts.release_unknown.empty()) return page.Text(kLabel, "unknown: " + OnPage(facts.release_unknown));
  if (!facts.release) return page.Command(kLabel, "not looked at: halfsecond release-check ARCHIVE REPO");
  page.Text(kLabel, Differences(*facts.release), WorstOf(facts.release->findings));
  page.Findings(facts.release->findings);
  if (NextOfGiven(facts) != ReleaseCheck(facts)) page.Command("", ReleaseCheck(facts));
}

// The worse of the two; of two alike the archive, which can be checked by hand.
std::string NextOfGiven(const AboutFacts& facts) {
  const Severity custody = WorstOf(facts.custody_findings);
  const Severity release = facts.release ? WorstOf(facts.release->findings) : Severity::kNote;
  if (std::max(custody, release) == Severity::kNote) return "";
  return release >= custody ? ReleaseCheck(facts) : "halfsecond custody " + WordOnPage(facts.repository);
}

}  // namespace halfsecond::render
