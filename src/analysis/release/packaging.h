// What a distribution's packager says of the archive that was packaged: which of upstream's files were taken out.

#pragma once

#include <vector>

#include "analysis/release/archive_stream.h"
#include "analysis/release/difference.h"
#include "base/result.h"
#include "facts/release.h"
#include "readers/deb/exclusions.h"

namespace halfsecond::release {

// The patterns of debian/copyright in the packaging archive that `descriptor` is open on, for the archive of
// `component` ("" for the main one); none where it has no such file. Errors: those of StreamArchive and ReadExclusions.
Result<deb::Exclusions> ExclusionsIn(int descriptor, const ArchivePlugins& plugins, std::string_view component);

// What the archive has although it was to be taken out: at most kMostKept.
inline constexpr std::size_t kMostKept = 1000;
std::vector<KeptFile> KeptThoughExcluded(const ArchiveListing& listing, Comparison& comparison);

}  // namespace halfsecond::release
