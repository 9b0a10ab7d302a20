#include "rules/release/all.h"

#include <algorithm>
#include <array>
#include <utility>

namespace halfsecond::rules {

extern const Rule<ReleaseFacts> kSerialAbovePublished;
extern const Rule<ReleaseFacts> kUnpublishedLines;
extern const Rule<ReleaseFacts> kOtherThanRegenerated;
extern const Rule<ReleaseFacts> kOddArchive;
extern const Rule<ReleaseFacts> kUnexplainedFile;
extern const Rule<ReleaseFacts> kOtherTag;
extern const Rule<ReleaseFacts> kExcludedFileKept;

namespace {

constexpr std::array kRules{&kSerialAbovePublished, &kUnpublishedLines, &kOtherThanRegenerated, &kOddArchive,
                            &kUnexplainedFile,      &kOtherTag,         &kExcludedFileKept};

}  // namespace

std::span<const Rule<ReleaseFacts>* const> ReleaseRules() {
  return kRules;
}

std::vector<Finding> AskReleaseRules(const ReleaseFacts& facts) {
  std::vector<Finding> all;
  for (const Rule<ReleaseFacts>* rule : kRules) {
    std::vector<Finding> findings = rule->ask(facts);
    std::move(findings.begin(), findings.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return all;
}

}  // namespace halfsecond::rules
