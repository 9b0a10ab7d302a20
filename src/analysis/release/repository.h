// A git repository as release-check asks it: its tags, the files of each, and single blobs. Git reads it through a
// shadow, behind its wall (analysis/shadow); what it tells is hashed, so that an object is what its name says.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/shadow/object_pipe.h"
#include "base/result.h"
#include "readers/git/object_id.h"
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
  // REQUIRES: this process is not yet a reader; one thread only. Errors: those of ReadGitDirectory; kUnsupported
  // (SHA-256), kIo.
  static Result<Repository> Open(const std::string& path, sandbox::Walls walls);

  // As it was given.
  const std::string& path() const { return path_; }
  // The tags, by name, without "refs/tags/".
  const std::vector<TagRef>& tags() const { return tags_; }
  // Branches, remote branches and tags, by their full names.
  const std::vector<TagRef>& refs() const { return refs_; }
  // The commit that HEAD names; nothing when it names none.
  const std::optional<git::ObjectId>& head() const { return head_; }

  // Every file of a commit or of what a tag names, sorted by path. Errors: kNotFound (the object is not there), kLimit,
  // kMalformed, kIo.
  Result<std::vector<TagFile>> FilesOf(const git::ObjectId& id);

  // The commit that a tag names, as digits; the tag's own id where that cannot be told.
  Result<std::string> CommitOf(const git::ObjectId& id);

  // A blob's bytes; nothing when it is not there or too large.
  Result<std::optional<std::string>> Blob(const git::ObjectId& id);

  // Has git look for an object that will be asked for soon.
  void Expect(const git::ObjectId& id) { (void)objects_.Expect(id.Hex()); }

  // Hands on each object of `ids`, in their order; one that is not there says so. Errors: what `visit` returned first;
  // kMalformed (an object that is not what its name says), kTruncated (git ended), kLimit.
  using Visitor = std::function<Result<void>(std::size_t, const shadow::FetchedObject&)>;
  Result<void> Fetch(const std::vector<git::ObjectId>& ids, const Visitor& visit);

 private:
  Repository(sandbox::GitRun run, shadow::ObjectPipe objects) : run_(std::move(run)), objects_(std::move(objects)) {}

  struct Object {
    std::string type;
    std::string bytes;
  };
  Result<std::optional<Object>> FetchOne(const git::ObjectId& id);
  Result<git::ObjectId> TreeOf(const git::ObjectId& id);
  Result<void> FetchTrees(std::vector<git::ObjectId> level);

  std::string path_;
  sandbox::GitRun run_;
  shadow::ObjectPipe objects_;
  std::vector<TagRef> refs_;
  std::vector<TagRef> tags_;
  std::optional<git::ObjectId> head_;
  std::unordered_map<git::ObjectId, std::vector<git::TreeEntry>, git::ObjectIdHash> trees_;  // those read so far
};

}  // namespace halfsecond::release
