// The rules about load-time facts, in the order in which they are asked and shown.

#pragma once

#include <span>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"

namespace halfsecond::rules {

std::span<const Rule<LoadFacts>* const> LoadRules();

// Every rule's findings, worst first, in the order of the rules within a severity.
std::vector<Finding> AskLoadRules(const LoadFacts& facts);

// The same of those rules that names, paths and hardening answer: for facts that say nothing of what runs before main.
std::vector<Finding> AskClosureRules(const LoadFacts& facts);

}  // namespace halfsecond::rules
