// release-check: from an archive and a repository to facts.

#pragma once

#include <string>
#include <vector>

#include "analysis/release/archive_stream.h"
#include "analysis/release/repository.h"
#include "analysis/survey/crew.h"
#include "base/result.h"
#include "facts/release.h"
#include "readers/content_index/content_index.h"
#include "sandbox/workshop.h"

namespace halfsecond::release {

struct ReleaseInput {
  std::string archive;     // its name, as the user gave it
  int descriptor = -1;     // open on it
  std::string repository;  // as the user gave it
  std::string asked_tag;   // "" when none
  std::string previous;    // the release before, whose differences are known: its name, "" when none
  int previous_descriptor = -1;
  int packaging_descriptor = -1;  // open on the archive of the distribution's files, where a .dsc names one
  std::string packaging;          // its name
  std::string component;          // of which the archive is, as the .dsc has it; "" for upstream's main one
};

struct ReleaseTools {
  ArchivePlugins plugins;
  const content_index::ContentIndex& index;
  std::vector<Repository>& others;        // that submodules may be of
  survey::Crew& crew;                     // two: one reads the archive while the other reads the tags
  sandbox::Workshop* workshop = nullptr;  // to make generated files again; none: they are not
};

// REQUIRES: the repository's tags were read. Errors: those of the archive (kMalformed, kTruncated, kLimit,
// kUnsupported), kNotFound (no tag, or no such tag), kIo.
Result<ReleaseFacts> CheckRelease(const ReleaseInput& input, const ReleaseTools& tools, Repository& repository);

}  // namespace halfsecond::release
