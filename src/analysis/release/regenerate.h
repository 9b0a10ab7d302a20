// Generated files, made again: autoconf, autoheader, automake, aclocal, bison and flex are run on the archive's own
// files, in a workshop, and what they make is compared with what the archive has. A banner proves nothing; this does.

#pragma once

#include <vector>

#include "analysis/release/archive_listing.h"
#include "analysis/release/archive_stream.h"
#include "base/result.h"
#include "facts/release.h"
#include "sandbox/workshop.h"

namespace halfsecond::release {

struct ArchivePlace {
  int descriptor = -1;  // open on the archive
  const ArchivePlugins& plugins;
};

// Looks again at those of `files` that only say what made them: proved where the tool makes the same, contradicting
// where the same version makes something else of the same files; a label still, that says what it would take, where
// that version is not here. Errors: those of StreamArchive and of Workshop.
Result<void> Regenerate(const ArchivePlace& archive, const ArchiveListing& listing, sandbox::Workshop& workshop,
                        std::vector<ReleaseFile>& files);

}  // namespace halfsecond::release
