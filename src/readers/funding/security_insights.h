// SECURITY-INSIGHTS.yml: whom a project wants to hear from about its security (ossf/security-insights-spec, versions 1
// and 2).
//
// Refuses what is no such file: of YAML it understands keys in one another by blanks, lists of these and plain values.

#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace halfsecond::funding {

// Mail and other addresses, in the order of the file, each once, at most limits::kMaxSecurityContacts; where it names
// none, its security policy. Version 1: `value` below security-contacts and email-contact below
// vulnerability-reporting; version 2: `email` of the contact there. Views into the file's bytes.
std::vector<std::string_view> ReadSecurityContacts(Bytes file);

}  // namespace halfsecond::funding
