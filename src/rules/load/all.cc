#include "rules/load/all.h"

#include <algorithm>
#include <array>
#include <utility>

namespace halfsecond::rules {

extern const Rule<LoadFacts> kMissingLibrary;
extern const Rule<LoadFacts> kWritableSearchPath;
extern const Rule<LoadFacts> kForeignIfunc;
extern const Rule<LoadFacts> kOddResolver;
extern const Rule<LoadFacts> kHiddenInitCall;
extern const Rule<LoadFacts> kConstructorInPrivilegedDaemon;
extern const Rule<LoadFacts> kUninvitedCodeTwoHopsAway;
extern const Rule<LoadFacts> kWritableGot;

namespace {

constexpr std::array kRules{
    &kMissingLibrary,
    &kWritableSearchPath,
    &kForeignIfunc,
    &kOddResolver,
    &kHiddenInitCall,
    &kConstructorInPrivilegedDaemon,
    &kUninvitedCodeTwoHopsAway,
    &kWritableGot,
};

// What can be answered without a look at what runs before main.
constexpr std::array kClosureRules{&kMissingLibrary, &kWritableSearchPath, &kWritableGot};

std::vector<Finding> Ask(std::span<const Rule<LoadFacts>* const> rules, const LoadFacts& facts) {
  std::vector<Finding> all;
  all.reserve(rules.size());
  for (const Rule<LoadFacts>* rule : rules) {
    std::vector<Finding> findings = rule->ask(facts);
    std::move(findings.begin(), findings.end(), std::back_inserter(all));
  }
  const auto is_worse = [](const Finding& a, const Finding& b) { return a.severity > b.severity; };
  // Of most programs there is nothing to say, and a sort takes memory before it looks.
  if (!std::is_sorted(all.begin(), all.end(), is_worse)) std::stable_sort(all.begin(), all.end(), is_worse);
  return all;
}

}  // namespace

std::span<const Rule<LoadFacts>* const> LoadRules() {
  return kRules;
}

std::vector<Finding> AskLoadRules(const LoadFacts& facts) {
  return Ask(kRules, facts);
}

std::vector<Finding> AskClosureRules(const LoadFacts& facts) {
  return Ask(kClosureRules, facts);
}

}  // namespace halfsecond::rules
