// The rules about an upgrade, in the order in which they are asked and shown.

#pragma once

#include <span>
#include <vector>

#include "facts/finding.h"
#include "facts/upgrade.h"

namespace halfsecond::rules {

std::span<const Rule<UpgradeFacts>* const> UpgradeRules();

// Every rule's findings, worst first.
std::vector<Finding> AskUpgradeRules(const UpgradeFacts& facts);

}  // namespace halfsecond::rules
