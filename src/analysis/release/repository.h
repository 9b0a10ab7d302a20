// A git repository as release-check asks it: its tags, the files of each, and single blobs. Read through
// sandbox/git_objects; the names of its tags are read from its files.

#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "inputs/root.h"
#include "readers/git/packed_refs.h"
#include "readers/git/sha1_id.h"
#include "readers/git/tree.h"
#include "sandbox/git_objects.h"

namespace halfsecond::release {

struct TagFile {
  std::string path;
  git::TreeEntry::Kind kind = git::TreeEntry::Kind::kFile;
  git::Sha1Id id;
};

class Repository {
 public:
  // Starts git on the repository at `path`: a work tree or a bare one. No object is read yet.
  // REQUIRES: this process is not yet a reader. Errors: kNotFound (no repository), kUnsupported (SHA-256), kIo.
  static Result<Repository> Open(const Root& root, const std::string& path);

  // The branches and tags. Errors: kIo, kLimit, kUnsupported (SHA-256).
  Result<void> ReadRefs(const Root& root);
  // The tags, by name, without "refs/tags/".
  const std::vector<git::Ref>& tags() const { return tags_; }
  // All of them, by their full names.
  const std::vector<git::Ref>& refs() const { return refs_; }
  // The commit that HEAD names; nothing when it names none.
  const std::optional<git::Sha1Id>& head() const { return head_; }

  // Every file of a commit or of what a tag names, sorted by path. Errors: kNotFound (the object is not there), kLimit,
  // kMalformed, kIo.
  Result<std::vector<TagFile>> FilesOf(const git::Sha1Id& id);

  // The commit that a tag names, as digits; the tag's own id where that cannot be told.
  Result<std::string> CommitOf(const git::Sha1Id& id);

  // The objects themselves, for who walks the history.
  sandbox::GitObjects& objects() { return objects_; }

  // A blob's bytes; nothing when it is not there.
  Result<std::optional<std::string>> Blob(const git::Sha1Id& id);

 private:
  Repository(std::string folder, sandbox::GitObjects objects)
      : folder_(std::move(folder)), objects_(std::move(objects)) {}

  Result<void> ReadLooseRefs(const Root& root, const std::string& below, std::size_t depth);
  Result<git::Sha1Id> TreeOf(const git::Sha1Id& id);
  Result<void> FetchTrees(std::vector<git::Sha1Id> level);

  std::string folder_;  // where refs and objects are
  sandbox::GitObjects objects_;
  std::vector<git::Ref> refs_;
  std::vector<git::Ref> tags_;
  std::optional<git::Sha1Id> head_;
  std::unordered_map<git::Sha1Id, std::vector<git::TreeEntry>, git::Sha1IdHash> trees_;  // those read so far
};

}  // namespace halfsecond::release
