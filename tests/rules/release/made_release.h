// A release that is its tag, for tests to spoil.

#pragma once

#include "facts/release.h"

namespace halfsecond::tests {

inline ReleaseFacts HonestRelease() {
  ReleaseFacts facts;
  facts.archive = "p-1.1.tar.gz";
  facts.repository = "p";
  facts.tag.name = "v1.1";
  facts.tag.matching = 90;
  TagMatch next;
  next.name = "v1.0";
  next.matching = 80;
  facts.runner_up = next;
  facts.archive_files = facts.identical = 90;
  return facts;
}

inline ReleaseFile Spoiled(const std::string& path, Strength strength, std::string_view by, const std::string& cause) {
  ReleaseFile file;
  file.path = path;
  file.state = FileState::kOnlyInArchive;
  file.strength = strength;
  file.explained_by = by;
  file.cause = cause;
  return file;
}

}  // namespace halfsecond::tests
