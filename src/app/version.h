// What this program is made of.

#pragma once

#include <string>

namespace halfsecond::app {

// "halfsecond 0.1.0".
std::string VersionLine();

// VersionLine and, a line each, every library linked into the binary with its version and what it does here.
std::string BillOfMaterials();

}  // namespace halfsecond::app
