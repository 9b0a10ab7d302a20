// A git repository as release-check asks it: its tags, the files of each, and single blobs. Git reads it through a
// shadow, behind its wall (analysis/shadow); what it tells is hashed, so that an object is what its name says.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/shadow/object_names.h"
#include "analysis/shadow/object_pipe.h"
#include "base/result.h"
#include "readers/git/object_id.h"
#include "readers/git/object_sum.h"
#include "readers/git/tree.h"
#include "sandbox/git_run.h"

namespace halfsecond::release {

struct TagRef {
  std::string name;  // foreign
  git::ObjectId id;  // of a commit or of a tag object
};

struct TagFile {
  std::string path;
  git::TreeEntry::Kind kind = git::TreeEntry::Kind::kFile;
  git::ObjectId id;
};

class Repository {
 public:
  // Looks at the repository at `path`, a work tree or a bare one, and starts git on it. No object is read yet.
  // REQUIRES: this process is not yet a reader; one thread only. Errors: those of ReadGitDirectory; kIo.
  static Result<Repository> Open(const std::string& path, sandbox::Walls walls);

  // As it was given.
  const std::string& path() const { return path_; }
  // By what it names its objects.
  git::Algorithm algorithm() const { return algorithm_; }
  // The tags, by name, without "refs/tags/".
  const std::vector<TagRef>& tags() const { return tags_; }
  // Branches, remote branches and tags, by their full names.
  const std::vector<TagRef>& refs() const { return refs_; }
  // The commit that HEAD names; nothing when it names none.
  const std::optional<git::ObjectId>& head() const { return head_; }

  // Every file of a commit or of what a tag names, sorted by path. Errors: kNotFound (the object is not there), kLimit,
  // kMalformed, kIo.
  Result<std::vector<TagFile>> FilesOf(const git::ObjectId& id);
  // Those of several, each with its own errors, but for kIo and what else ends git: asked for together, as they have
  // most folders in common.
  std::vector<Result<std::vector<TagFile>>> FilesOfAll(const std::vector<git::ObjectId>& ids);

  // The commit that a tag names, as digits; the tag's own id where that cannot be told.
  Result<std::string> CommitOf(const git::ObjectId& id);

  // A blob's bytes; nothing when it is not there or too large.
  Result<std::optional<std::string>> Blob(const git::ObjectId& id);

  // Has git look for blobs that will be asked for soon, about in this order. REQUIRES: ids.size() <= room().
  void Expect(const std::vector<git::ObjectId>& ids);
  std::size_t room() const { return objects_.room(); }

  // Hands on each object of `ids`, in their order; one that is not there says so. Errors: what `visit` returned first;
  // kMalformed (an object that is not what its name says), kTruncated (git ended), kLimit.
  using Visitor = std::function<Result<void>(std::size_t, const shadow::FetchedObject&)>;
  Result<void> Fetch(const std::vector<git::ObjectId>& ids, const Visitor& visit);

 private:
  Repository(sandbox::GitRun run, shadow::ObjectPipe objects, shadow::ObjectNames names)
      : run_(std::move(run)), objects_(std::move(objects)), names_(std::move(names)) {}

  struct Object {
    std::string type;
    std::string bytes;
  };
  // What a name leads to.
  struct Named {
    git::ObjectId commit;               // or another object, where it leads to none
    std::optional<git::ObjectId> tree;  // none: it names no files, or they are not there
  };
  Result<std::optional<Object>> FetchOne(const git::ObjectId& id);
  Result<void> Follow(std::vector<git::ObjectId> ids);
  Result<void> FetchTrees(std::vector<git::ObjectId> level);
  std::vector<git::ObjectId> FoldersIn(const std::vector<git::ObjectId>& level) const;
  Result<std::vector<TagFile>> FilesBelow(const git::ObjectId& top) const;

  std::string path_;
  git::Algorithm algorithm_ = git::Algorithm::kSha1;
  sandbox::GitRun run_;
  shadow::ObjectPipe objects_;
  shadow::ObjectNames names_;
  std::vector<TagRef> refs_;
  std::vector<TagRef> tags_;
  std::optional<git::ObjectId> head_;
  std::unordered_map<git::ObjectId, Named, git::ObjectIdHash> named_;                        // what was followed so far
  std::unordered_map<git::ObjectId, std::vector<git::TreeEntry>, git::ObjectIdHash> trees_;  // while they are read
};

}  // namespace halfsecond::release
