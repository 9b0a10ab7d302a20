#include "rules/bind/all.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace halfsecond::rules {

extern const Rule<ReplaceableFacts> kOneFunctionDependency;
extern const Rule<ReplaceableFacts> kUncalledLibrary;

namespace {

constexpr std::array kRules{&kOneFunctionDependency, &kUncalledLibrary};

}  // namespace

std::span<const Rule<ReplaceableFacts>* const> BindRules() {
  return kRules;
}

std::vector<Finding> AskBindRules(const ReplaceableFacts& facts) {
  std::vector<Finding> all;
  for (const Rule<ReplaceableFacts>* rule : kRules) {
    std::vector<Finding> findings = rule->ask(facts);
    std::move(findings.begin(), findings.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return all;
}

}  // namespace halfsecond::rules
