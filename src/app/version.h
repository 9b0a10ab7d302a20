// What this program is made of.

#pragma once

#include <string>
#include <string_view>

namespace halfsecond::app {

// "0.1.0".
std::string_view Version();

// "halfsecond 0.1.0 (content index of 2026-08-22)" and a line end.
std::string VersionLine();

// VersionLine and, a line each, every library linked into the binary with its version and what it does here.
std::string BillOfMaterials();

}  // namespace halfsecond::app
