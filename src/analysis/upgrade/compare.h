// Two packages, old and new: the security facts that changed.

#pragma once

#include <vector>

#include "analysis/upgrade/package.h"
#include "facts/upgrade.h"

namespace halfsecond::upgrade {

// Fills in what changed from `before` to `after`, worst first.
void Compare(const Package& before, const Package& after, UpgradeFacts& facts);

// Lines of a maintainer script that are new, and what they do to files that the package does not own.
std::vector<UpgradeChange> CompareScripts(const Package& before, const Package& after);

}  // namespace halfsecond::upgrade
