#include "rules/custody/all.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "rules/custody/events.h"

namespace halfsecond::rules {

extern const Rule<CustodyFacts> kControlChangedHands;
extern const Rule<CustodyFacts> kBlobBeforeRelease;
extern const Rule<CustodyFacts> kDeadBuildProbe;
extern const Rule<CustodyFacts> kUnsafeCall;
extern const Rule<CustodyFacts> kRewrittenHistory;
extern const Rule<CustodyFacts> kFastCustody;
extern const Rule<CustodyFacts> kCustodyFlipped;
extern const Rule<CustodyFacts> kNewReleaseHand;
extern const Rule<CustodyFacts> kNewSigningKey;
extern const Rule<CustodyFacts> kContactChanged;
extern const Rule<CustodyFacts> kIgnoredCodeFile;
extern const Rule<CustodyFacts> kWeakenedCheck;
extern const Rule<CustodyFacts> kLoadTimeCodeByNewcomer;
extern const Rule<CustodyFacts> kUnreviewedPushes;
extern const Rule<CustodyFacts> kLoneIncumbent;
extern const Rule<CustodyFacts> kTagOffBranch;
extern const Rule<LedgerFacts> kSelfAppointedContact;

namespace {

constexpr std::array kRules{
    &kControlChangedHands,    &kBlobBeforeRelease, &kDeadBuildProbe,  &kUnsafeCall,
    &kRewrittenHistory,       &kFastCustody,       &kCustodyFlipped,  &kNewReleaseHand,
    &kNewSigningKey,          &kContactChanged,    &kIgnoredCodeFile, &kWeakenedCheck,
    &kLoadTimeCodeByNewcomer, &kUnreviewedPushes,  &kLoneIncumbent,   &kTagOffBranch,
};

constexpr std::array kLedgerRules{&kSelfAppointedContact};

template <class Facts>
std::vector<Finding> AskAll(std::span<const Rule<Facts>* const> rules, const Facts& facts) {
  std::vector<Finding> all;
  for (const Rule<Facts>* rule : rules) {
    std::vector<Finding> findings = rule->ask(facts);
    std::move(findings.begin(), findings.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
    return a.severity != b.severity ? a.severity > b.severity : FirstSeconds(a) > FirstSeconds(b);
  });
  return all;
}

}  // namespace

std::span<const Rule<LedgerFacts>* const> LedgerRules() {
  return kLedgerRules;
}

std::vector<Finding> AskLedgerRules(const LedgerFacts& facts) {
  return AskAll(LedgerRules(), facts);
}

std::span<const Rule<CustodyFacts>* const> CustodyRules() {
  return kRules;
}

std::int64_t DatedOf(const Finding& finding) {
  return FirstSeconds(finding);
}

std::vector<Finding> AskCustodyRules(const CustodyFacts& facts) {
  return AskAll(CustodyRules(), facts);
}

int WeightOf(const CustodyIdentity& identity) {
  std::map<std::size_t, KindSet> seen;
  std::map<std::size_t, int> weights;
  int most = 0;
  for (const CustodyEvent& event : identity.events) {
    if ((seen[event.repository] & Set(event.kind)) != 0) continue;
    seen[event.repository] |= Set(event.kind);
    most = std::max(most, weights[event.repository] += WeightOf(event.kind));
  }
  return most;
}

}  // namespace halfsecond::rules
