#include <algorithm>
#include <array>
#include <tuple>

#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {

extern const Explanation kSameBlobElsewhere;
extern const Explanation kLineEnds;
extern const Explanation kOtherCommit;
extern const Explanation kOtherRepository;
extern const Explanation kPublishedVersion;
extern const Explanation kAclocalParts;
extern const Explanation kPublishedButStamps;
extern const Explanation kSetupWords;
extern const Explanation kGnulibRelicensed;
extern const Explanation kGnulibCopy;
extern const Explanation kPerlDocumentation;
extern const Explanation kVendoredCrate;
extern const Explanation kSerialTooHigh;
extern const Explanation kNeverSeenLines;
extern const Explanation kCompiledTranslation;
extern const Explanation kSameTranslation;
extern const Explanation kSubmoduleFile;
extern const Explanation kSubmodule;
extern const Explanation kMesonSubproject;
extern const Explanation kExportSubst;
extern const Explanation kOwnVersion;
extern const Explanation kPageLink;
extern const Explanation kStampOfMake;
extern const Explanation kTemplate;
extern const Explanation kSubstitution;
extern const Explanation kCollectedLines;
extern const Explanation kOnlyIncludes;
extern const Explanation kCompiledPython;
extern const Explanation kBanner;
extern const Explanation kKindOfFile;

namespace {

// What proves comes before what only says, and what is at hand before what git is asked for; what is well known by its
// contents before the archive's own lists of where things are from; last, what has to read a whole folder.
constexpr std::array kAll{&kSameBlobElsewhere, &kPublishedVersion,    &kPublishedButStamps, &kAclocalParts,
                          &kLineEnds,          &kCompiledTranslation, &kSameTranslation,    &kOwnVersion,
                          &kPageLink,          &kStampOfMake,         &kSetupWords,         &kOtherCommit,
                          &kSubmoduleFile,     &kOtherRepository,     &kGnulibRelicensed,   &kSerialTooHigh,
                          &kNeverSeenLines,    &kGnulibCopy,          &kVendoredCrate,      &kSubmodule,
                          &kMesonSubproject,   &kExportSubst,         &kTemplate,           &kSubstitution,
                          &kPerlDocumentation, &kOnlyIncludes,        &kCompiledPython,     &kBanner,
                          &kKindOfFile,        &kCollectedLines};

constexpr std::size_t kMostChangedLines = 20;
constexpr std::size_t kQuoteBytes = 160;

// Where a file of the tag was changed: the lines of a text, when they are few; else the first byte that differs.
std::vector<Evidence> Changes(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const std::string* tag = comparison.TagContent(difference);
  if (!content || tag == nullptr) return {};
  const std::string path(difference.path);
  std::vector<Evidence> evidence;
  const auto changes = IsText(*content) ? FewChanges(*tag, *content, kMostChangedLines) : std::nullopt;
  if (!changes) {
    const auto [ours, theirs] = std::mismatch(content->begin(), content->end(), tag->begin(), tag->end());
    return {{path, static_cast<std::uint64_t>(ours - content->begin()), "byte", ""}};
  }
  for (const ChangedLines& change : *changes) {
    const std::string_view line = change.new_lines.empty() ? std::string_view() : change.new_lines.front();
    evidence.push_back({path, change.new_line, "line", std::string(line.substr(0, kQuoteBytes))});
  }
  return evidence;
}

// Why the archive has not what the tag has.
void ExplainLeftOut(const Difference& difference, Comparison& comparison, ReleaseFile& file) {
  file.strength = Strength::kAttributed;
  if (const auto* pattern = comparison.WhyExcluded(difference.path)) {
    file.explained_by = "files-excluded";
    file.cause = "excluded by Debian: Files-Excluded";
    file.evidence = {{"debian/copyright", pattern->line, "line", pattern->text}};
  } else if (const auto* rule = comparison.ExportRules().WhyIgnored(difference.in_tag->path)) {
    file.explained_by = "export-ignore";
    file.cause = "left out as " + rule->file + " says (export-ignore)";
    file.evidence = {{rule->file, rule->line, "line", rule->pattern}};
  } else {
    file.strength = Strength::kLabelled;
    file.explained_by = "left-out";
    file.cause = "of the tag, left out of the archive";
  }
}

ReleaseFile ExplainOne(const Difference& difference, Comparison& comparison) {
  ReleaseFile file{std::string(difference.path), difference.state, Strength::kUnexplained, "", "", {}};
  if (difference.state == FileState::kOnlyInTag) {
    ExplainLeftOut(difference, comparison, file);
    return file;
  }
  for (const Explanation* explanation : kAll) {
    auto explained = explanation->explain(difference, comparison);
    if (!explained) continue;
    file.strength = explained->strength;
    file.explained_by = explanation->id;
    file.cause = std::move(explained->cause);
    file.evidence = std::move(explained->evidence);
    return file;
  }
  if (difference.state == FileState::kModified) file.evidence = Changes(difference, comparison);
  return file;
}

// Has git look for what the differences ahead will ask for: what the tag has, and whether the repository has what the
// archive has.
class Forecast {
 public:
  Forecast(const std::vector<Difference>& differences, Comparison& comparison)
      : differences_(differences), comparison_(comparison) {}

  // REQUIRES: all before `next` are explained.
  void Go(std::size_t next) {
    constexpr std::size_t kAtOnce = shadow::ObjectPipe::kMostExpected / 2;
    at_ = std::max(at_, next);
    if (at_ == differences_.size() || comparison_.repository().room() < kAtOnce) return;
    std::vector<git::ObjectId> ids;
    for (; at_ < differences_.size() && ids.size() + 2 <= kAtOnce; ++at_) {
      const Difference& one = differences_[at_];
      if (one.in_archive == nullptr || IsAtHand(*one.in_archive)) continue;
      if (one.in_tag != nullptr) ids.push_back(one.in_tag->id);
      ids.push_back(one.in_archive->id);
    }
    comparison_.repository().Expect(ids);
  }

 private:
  // Explained before git is asked?
  bool IsAtHand(const ArchiveFile& file) const {
    return comparison_.TagFileOf(file.id) != nullptr || comparison_.index().Find(file.id) != nullptr;
  }

  const std::vector<Difference>& differences_;
  Comparison& comparison_;
  std::size_t at_ = 0;
};

}  // namespace

Explained ExplainedBy(Strength strength, std::string_view cause, std::string_view place) {
  Explained explained{strength, std::string(cause), {}};
  if (!place.empty()) explained.evidence.push_back({std::string(place), 0, "", ""});
  return explained;
}

std::span<const Explanation* const> Explanations() {
  return kAll;
}

void SortWorstFirst(std::vector<ReleaseFile>& files) {
  std::stable_sort(files.begin(), files.end(), [](const ReleaseFile& a, const ReleaseFile& b) {
    return std::tie(a.strength, a.cause, a.state, a.path) < std::tie(b.strength, b.cause, b.state, b.path);
  });
}

void ExplainEach(const std::vector<Difference>& differences, Comparison& comparison,
                 const std::function<void(const Difference&, ReleaseFile)>& take) {
  Forecast forecast(differences, comparison);
  for (std::size_t i = 0; i < differences.size(); ++i) {
    forecast.Go(i);
    take(differences[i], ExplainOne(differences[i], comparison));
  }
}

std::vector<ReleaseFile> Explain(const std::vector<Difference>& differences, Comparison& comparison, Answers known) {
  std::vector<ReleaseFile> files;
  files.reserve(differences.size());
  std::vector<Difference> open;
  for (const Difference& difference : differences) {
    const auto found = known.find(std::string(difference.path));
    if (found == known.end() || difference.in_archive == nullptr) {
      open.push_back(difference);
    } else {
      files.push_back(std::move(found->second));
    }
  }
  ExplainEach(open, comparison,
              [&files](const Difference&, ReleaseFile answer) { files.push_back(std::move(answer)); });
  SortWorstFirst(files);
  return files;
}

}  // namespace halfsecond::release
