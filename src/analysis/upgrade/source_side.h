// The other side of an upgrade: what release-check said of the release that the package was built from.

#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/upgrade.h"

namespace halfsecond::upgrade {

// `json`: the output of `release-check --json`. Errors: kMalformed, kLimit.
Result<UpgradeSource> ReadSourceSide(std::string_view json);

}  // namespace halfsecond::upgrade
