// tag-off-branch
//
// Does a tag point at a commit that is on no branch?
//
// Why: a tag that was moved to a commit that nobody reviewed is how actions were turned (tj-actions, reviewdog).
// Quiet about: nothing; release branches that were deleted look the same, hence a note.
// Known blind spot: a tag that was moved along a branch; only somebody who saw the old one can tell.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "tag-off-branch";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  std::vector<Finding> findings;
  for (const CustodyRepository& repository : facts.repositories) {
    const auto& tags = repository.tags_off_branch;
    Finding finding{kId, Answer::kNo, "every tag is on a branch", {}, Severity::kNote, repository.name, {}};
    if (!repository.preconditions.unknown.empty()) {
      finding.answer = Answer::kUnknown;
      finding.because = repository.preconditions.unknown;
    } else if (!tags.empty()) {
      finding.answer = Answer::kYes;
      finding.because = Count(tags.size(), "tag of ", "tags of ") + repository.name + " on no branch, the last " +
                        tags.back().name + " of " + DateText(tags.back().seconds);
      for (std::size_t i = tags.size(); i > 0 && finding.evidence.size() < kMostEvidence; --i) {
        const CustodyTag& tag = tags[i - 1];
        finding.evidence.push_back({repository.name + " " + tag.commit,
                                    static_cast<std::uint64_t>(std::max<std::int64_t>(tag.seconds, 0)), kSeconds,
                                    tag.name});
      }
      finding.remedy = "git -C " + ShellWord(repository.path) + " branch -a --contains " + ShellWord(tags.back().name) +
                       "; it may also be a release branch that was deleted";
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

extern const Rule<CustodyFacts> kTagOffBranch;
constinit const Rule<CustodyFacts> kTagOffBranch{
    kId, "Does a tag point at a commit that is on no branch?",
    "a tag that was moved to a commit that nobody reviewed ships what no branch has", &Ask};

}  // namespace halfsecond::rules
