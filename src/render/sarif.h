// Findings as SARIF 2.1.0 (OASIS), for code-scanning services.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/finding.h"

namespace halfsecond::render {

// What SARIF says of a rule, whatever facts it asks.
struct RuleDescription {
  std::string_view id;
  std::string_view question;
  std::string_view why;
  std::string_view asked_by = {};  // the commands that ask it
};

// One run. Findings answered yes become results ("error", "warning", "note" for red, amber, note); unknown ones become
// notes of kind "open". A no is not reported.
std::string Sarif(std::span<const RuleDescription> rules, const std::vector<Finding>& findings,
                  std::string_view version);

}  // namespace halfsecond::render
