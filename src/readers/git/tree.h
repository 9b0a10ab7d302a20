// A git tree object, as `git cat-file` gives it: MODE, a blank, NAME, NUL, the id's bytes; one entry after the other.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/git/object_id.h"

namespace halfsecond::git {

struct TreeEntry {
  enum class Kind : std::uint8_t { kFile, kProgram, kSymlink, kTree, kSubmodule };
  Kind kind = Kind::kFile;
  std::string name;  // one component; foreign
  ObjectId id;
};

// `id_bytes` is the length of the repository's ids, 20 or 32. Errors: kMalformed (no such mode, an empty name, one with
// a slash, "." or ".."), kTruncated, kLimit.
Result<std::vector<TreeEntry>> ReadTree(Bytes tree, std::uint8_t id_bytes);

}  // namespace halfsecond::git
