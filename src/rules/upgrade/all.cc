#include "rules/upgrade/all.h"

#include <algorithm>
#include <array>
#include <utility>

namespace halfsecond::rules {

extern const Rule<UpgradeFacts> kPackageGainsPower;

namespace {

constexpr std::array kRules{&kPackageGainsPower};

}  // namespace

std::span<const Rule<UpgradeFacts>* const> UpgradeRules() {
  return kRules;
}

std::vector<Finding> AskUpgradeRules(const UpgradeFacts& facts) {
  std::vector<Finding> all;
  for (const Rule<UpgradeFacts>* rule : kRules) {
    std::vector<Finding> findings = rule->ask(facts);
    std::move(findings.begin(), findings.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return all;
}

}  // namespace halfsecond::rules
