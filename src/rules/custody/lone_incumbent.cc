// lone-incumbent
//
// Does the project rest on one person?
//
// Why: who is alone can be worn down, and is glad of any help. It is a list of who needs help, never an accusation.
// Quiet about: projects in which a web service pushes, as it does not say for whom.
// Known blind spot: work that is not in git.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "lone-incumbent";

std::vector<Finding> Ask(const CustodyFacts& facts) {
  std::vector<Finding> findings;
  for (const CustodyRepository& repository : facts.repositories) {
    const CustodyPreconditions& state = repository.preconditions;
    Finding finding{kId, Answer::kNo,     std::to_string(state.pushers) + " people pushed in two years",
                    {},  Severity::kNote, repository.name,
                    {}};
    if (!state.unknown.empty()) {
      finding.answer = Answer::kUnknown;
      finding.because = state.unknown;
    } else if (state.pushers == 0) {
      finding.answer = Answer::kUnknown;
      finding.because = "nobody is known to have pushed in two years";
    } else if (state.has_lone_maintainer) {
      finding.answer = Answer::kYes;
      finding.because = state.maintainer + " alone pushed to " + repository.name + " in two years, in " +
                        std::to_string(state.active_months) + " of 24 months" + (state.is_starved ? ": starved" : "");
      finding.evidence.push_back({repository.name + " " + repository.head, 0, "", finding.because});
      finding.remedy = "git -C " + ShellWord(repository.path) +
                       " shortlog -csn --first-parent --since='2 years ago'; ask what would help";
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

extern const Rule<CustodyFacts> kLoneIncumbent;
constinit const Rule<CustodyFacts> kLoneIncumbent{
    kId, "Does the project rest on one person?",
    "who is alone can be worn down and is glad of any help; it says who needs help and accuses nobody", &Ask};

}  // namespace halfsecond::rules
