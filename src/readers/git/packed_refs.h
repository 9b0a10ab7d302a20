// The file packed-refs of a git directory: "ID refs/tags/NAME" a line, after an annotated tag "^ID" of what it names.

#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/git/sha1_id.h"

namespace halfsecond::git {

struct Ref {
  std::string name;  // "refs/tags/v1.0"; foreign
  Sha1Id id;         // of a commit or of a tag object
};

// The refs below `prefix`, in the file's order. Lines that are no refs are passed over: git is as lenient.
// Errors: kLimit.
Result<std::vector<Ref>> ReadPackedRefs(Bytes file, std::string_view prefix);

}  // namespace halfsecond::git
