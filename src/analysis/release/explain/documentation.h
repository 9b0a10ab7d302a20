// Texts and pictures for people, by what they are or where they lie.

#pragma once

#include <string_view>

#include "analysis/release/archive_listing.h"

namespace halfsecond::release {

// What only the archive has and is made to be read or looked at: its cause as a label, "" for what is none. It says
// nothing of a file of the tag that was changed. `path` is below the archive's top.
std::string_view CauseOfDocumentation(std::string_view path, const ArchiveFile& file);

}  // namespace halfsecond::release
