// rewritten-history
//
// Is there something in the repository that would show another history than the one that was made?
//
// Why: a replace ref, a graft or a planted shallow file makes git show what somebody wishes; dates are claims.
// Quiet about: what is found is not used: the log is read through a repository of our own.
// Known blind spot: a history that was rewritten and pushed as a whole; only an older clone can tell.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "rewritten-history";
constexpr std::size_t kFewDates = 3;  // broken or backward dates that every old project has

// Amber: it bends what git shows, and no clone comes with it.
bool IsForged(const CustodyGap& bent) {
  return bent.kind == "replace" || bent.kind == "grafts";
}

std::vector<Finding> Ask(const CustodyFacts& facts) {
  std::vector<Finding> findings;
  for (const CustodyRepository& repository : facts.repositories) {
    for (const CustodyGap& bent : repository.bent) {
      Finding finding{kId, Answer::kYes,    repository.name + ": " + bent.detail,
                      {},  Severity::kNote, repository.name + " " + bent.kind,
                      {}};
      if (IsForged(bent)) finding.severity = Severity::kAmber;
      finding.evidence.push_back({repository.path, 0, "", bent.detail});
      finding.remedy = "clone it anew from where it is published, and compare";
      findings.push_back(std::move(finding));
    }
    const std::size_t dates = repository.commits_before_parents + repository.broken_dates;
    if (dates <= kFewDates) continue;
    Finding finding{kId, Answer::kYes, {}, {}, Severity::kNote, repository.name + " dates", {}};
    finding.because =
        repository.name + ": " + Count(repository.commits_before_parents, "commit claims", "commits claim") +
        " to be older than what they build on, " + Count(repository.broken_dates, "date is", "dates are") + " no date";
    finding.evidence.push_back({repository.path, 0, "", finding.because});
    finding.remedy = "git -C " + ShellWord(repository.path) +
                     " log --format='%h %ci %p'; it may also be a clock that was wrong, or rebased work";
    findings.push_back(std::move(finding));
  }
  if (!findings.empty() || facts.repositories.empty()) return findings;
  return {{kId, Answer::kNo, "nothing bends what git shows", {}, Severity::kNote, facts.repositories.front().name, {}}};
}

}  // namespace

extern const Rule<CustodyFacts> kRewrittenHistory;
constinit const Rule<CustodyFacts> kRewrittenHistory{
    kId, "Is there something in the repository that would show another history than the one that was made?",
    "replace refs, grafts and planted shallow files make git show what somebody wishes, and dates are claims", &Ask};

}  // namespace halfsecond::rules
