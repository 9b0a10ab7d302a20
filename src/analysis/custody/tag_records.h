// The tags of a repository, each followed to its commit. A tag may name another tag (git-tag(1)), and that one a third.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/custody/history.h"
#include "analysis/shadow/object_pipe.h"
#include "base/result.h"
#include "inputs/git_directory.h"
#include "readers/git/object_id.h"

namespace halfsecond::custody {

// An annotated tag of a release, or a lightweight one, which says neither who nor when.
struct TagRecord {
  std::string name;
  std::string id;  // of the tag object; of the commit for a lightweight one
  git::ObjectId commit;
  std::uint32_t commit_number = History::kNone;  // on no branch: kNone
  std::uint32_t tagger = History::kNone;         // a spelling
  std::int64_t seconds = 0;
  std::string key;
};

struct TagRecords {
  std::vector<TagRecord> tags;   // by date
  std::size_t unread = 0;        // not here, damaged, or tags of tags of tags past limits::kMaxTagsInOne
  std::size_t of_no_commit = 0;  // of a file or a tree: a key that signs, a snapshot
};

// Errors: as ObjectPipe::Fetch.
Result<TagRecords> ReadTagRecords(shadow::ObjectPipe& objects, const std::vector<GitRef>& refs, History& history);

}  // namespace halfsecond::custody
