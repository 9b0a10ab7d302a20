// Who keeps a project up, and how alone, as text. Worded to find those whom one could help.

#pragma once

#include <string>

#include "facts/upkeep.h"
#include "render/style.h"

namespace halfsecond::render {

// "12 of 13 uploads for a maintainer who is somebody else, 11 of them by one person", or what else is worth saying.
std::string UploadsPhrase(const UpkeepProject& project);

// "one person pushed in two years, active in 16 of 24 months, last release 2026-03-31".
std::string StatePhrase(const CustodyPreconditions& state);

// The list of projects to help, at most 25 lines, that on which most rests first.
std::string UpkeepText(const UpkeepFacts& facts, Colours colours);

}  // namespace halfsecond::render
