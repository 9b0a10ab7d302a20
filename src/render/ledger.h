// The ledger of OSS-Fuzz as text and as JSON (docs/schema/ledger.json).

#pragma once

#include <string>
#include <vector>

#include "facts/finding.h"
#include "facts/ledger.h"
#include "render/json_custody.h"
#include "render/style.h"

namespace halfsecond::render {

std::string LedgerText(const LedgerFacts& facts, const std::vector<Finding>& findings, Colours colours);
std::string LedgerJson(const LedgerFacts& facts, const std::vector<Finding>& findings, Addresses addresses);

}  // namespace halfsecond::render
