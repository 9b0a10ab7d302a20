// The rules about a release, in the order in which they are asked and shown.

#pragma once

#include <span>
#include <vector>

#include "facts/finding.h"
#include "facts/release.h"

namespace halfsecond::rules {

std::span<const Rule<ReleaseFacts>* const> ReleaseRules();

// Every rule's findings, worst first, in the order of the rules within a severity.
std::vector<Finding> AskReleaseRules(const ReleaseFacts& facts);

}  // namespace halfsecond::rules
