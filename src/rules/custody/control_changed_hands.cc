// control-changed-hands
//
// Did one person come to control what ships, in a way that deserves a second look?
//
// Why: whoever pushes, releases and signs alone decides what everybody runs. The path of the xz attacker was visible in
// this way ten months before the disclosure, without a look at any file.
// Quiet about: every signal alone. Red needs a lone incumbent who was joined, unreviewed pushes and releases together.
// Known blind spot: owners who turn, stolen credentials, moved tags: history cannot show them.

#include "rules/custody/events.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "control-changed-hands";

// The events of `identity` in `repository` that meet `conjunction`, the first for each group; empty when one is not
// met.
std::vector<const CustodyEvent*> Met(const CustodyIdentity& identity, std::size_t repository,
                                     const Conjunction& conjunction) {
  std::vector<const CustodyEvent*> met;
  for (const KindSet group : conjunction.groups) {
    if (group == 0) continue;
    const auto first = std::find_if(identity.events.begin(), identity.events.end(), [&](const CustodyEvent& event) {
      return event.repository == repository && (Set(event.kind) & group) != 0;
    });
    if (first == identity.events.end()) return {};
    met.push_back(&*first);
  }
  return met;
}

// Every event of a kind that some conjunction asks for, of one repository: what a reader wants to see beside the three.
void AddRest(const CustodyFacts& facts, const CustodyIdentity& identity, std::size_t repository, Finding& finding) {
  for (const CustodyEvent& event : identity.events) {
    if (finding.evidence.size() >= kMostEvidence) return;
    if (event.repository != repository || event.seconds > FirstSeconds(finding)) continue;
    if (event.kind != Kind::kNewSigningKey && event.kind != Kind::kNewReleaseHand && event.kind != Kind::kGainedPush)
      continue;
    Evidence evidence = EvidenceOf(facts, event);
    const bool is_there = std::any_of(finding.evidence.begin(), finding.evidence.end(),
                                      [&](const Evidence& other) { return other.quote == evidence.quote; });
    if (!is_there) finding.evidence.push_back(std::move(evidence));
  }
}

void AskOf(const CustodyFacts& facts, const CustodyIdentity& identity, std::size_t repository,
           std::vector<Finding>& findings) {
  for (const Conjunction& conjunction : kConjunctions) {
    auto met = Met(identity, repository, conjunction);
    if (met.empty()) continue;
    Finding finding{kId, Answer::kYes, {}, {}, conjunction.severity, identity.name, {}};
    // The deciding event, the last of those that had to come together, is the first evidence.
    std::sort(met.begin(), met.end(),
              [](const CustodyEvent* a, const CustodyEvent* b) { return a->seconds > b->seconds; });
    for (const CustodyEvent* event : met) finding.evidence.push_back(EvidenceOf(facts, *event));
    const std::string date = DateText(FirstSeconds(finding));
    finding.because = identity.name + " in " + facts.repositories[repository].name + ", " + date + ": " +
                      std::string(conjunction.words);
    finding.remedy = ShowCommand(facts, *met.front()) + "; it may also be " +
                     std::string(AlsoExplainedBy(met.front()->kind)) + ": look for where it was announced";
    AddRest(facts, identity, repository, finding);
    findings.push_back(std::move(finding));
    return;  // the table stands worst first
  }
}

std::vector<Finding> Ask(const CustodyFacts& facts) {
  std::vector<Finding> findings;
  for (const CustodyIdentity& identity : facts.identities) {
    if (identity.is_tool) continue;
    for (std::size_t i = 0; i < facts.repositories.size(); ++i) AskOf(facts, identity, i, findings);
  }
  if (!findings.empty()) return findings;
  for (const CustodyRepository& repository : facts.repositories) {
    if (repository.gaps.empty()) continue;
    findings.push_back(
        {kId, Answer::kUnknown, repository.gaps.front().detail, {}, Severity::kNote, repository.name, {}});
  }
  if (!findings.empty() || facts.repositories.empty()) return findings;
  return {{kId,
           Answer::kNo,
           "nobody's path to control stands out",
           {},
           Severity::kNote,
           facts.repositories.front().name,
           {}}};
}

}  // namespace

extern const Rule<CustodyFacts> kControlChangedHands;
constinit const Rule<CustodyFacts> kControlChangedHands{
    kId, "Did one person come to control what ships, in a way that deserves a second look?",
    "whoever pushes, releases and signs alone decides what everybody runs; it is the path that led to the xz backdoor",
    &Ask};

}  // namespace halfsecond::rules
