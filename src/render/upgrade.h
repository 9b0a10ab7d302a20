// UpgradeFacts for people (at most 25 lines, worst first, a cause a line) and as JSON (docs/schema/upgrade-check.json).

#pragma once

#include <string>

#include "facts/upgrade.h"
#include "render/style.h"

namespace halfsecond::render {

std::string UpgradeText(const UpgradeFacts& facts, Colours colours);
std::string UpgradeJson(const UpgradeFacts& facts);

}  // namespace halfsecond::render
