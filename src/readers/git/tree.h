// A git tree object, as `git cat-file` gives it: MODE, a blank, NAME, NUL, the id's bytes; one entry after the other.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/git/sha1_id.h"

namespace halfsecond::git {

struct TreeEntry {
  enum class Kind : std::uint8_t { kFile, kProgram, kSymlink, kTree, kSubmodule };
  Kind kind = Kind::kFile;
  std::string name;  // one component; foreign
  Sha1Id id;
};

// Errors: kMalformed (no such mode, an empty name, one with a slash, "." or ".."), kTruncated, kLimit.
Result<std::vector<TreeEntry>> ReadTree(Bytes tree);

}  // namespace halfsecond::git
