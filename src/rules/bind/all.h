// The rules about what a program binds from its libraries.

#pragma once

#include <span>
#include <vector>

#include "facts/finding.h"
#include "facts/replaceable.h"

namespace halfsecond::rules {

std::span<const Rule<ReplaceableFacts>* const> BindRules();

// Every rule's findings, worst first.
std::vector<Finding> AskBindRules(const ReplaceableFacts& facts);

}  // namespace halfsecond::rules
