// Builds the content index (readers/content_index) from mirrors of the projects whose files releases copy: every
// version of every well-known build file in every commit. The same mirrors give the same bytes.

#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analysis/release/repository.h"
#include "base/result.h"
#include "inputs/root.h"
#include "readers/content_index/content_index.h"

namespace halfsecond::release {

// Is it a file that other projects' releases copy: a macro file, a script of build-aux, a template of po/?
bool IsWellKnown(std::string_view path);

// Are the lines of a file of this name in the index as well: do m4 or a shell read it in the builds of other projects?
bool HasTellingLines(std::string_view name);

class IndexBuilder {
 public:
  // Begins with all that an index knows. REQUIRES: nothing was added yet.
  void BeginWith(const content_index::ContentIndex& index);

  // Adds every version of every well-known file in the history of all branches and tags. Objects that a partial
  // mirror lacks are passed over. What is known of that name already is added to. REQUIRES: the refs were read.
  // Errors: kLimit, kIo, kMalformed.
  Result<void> AddHistory(const std::string& name, Repository& repository);

  // Adds the well-known files below a folder: what a release or a distribution's package made of them. What is known of
  // that name already is added to.
  Result<void> AddFolder(const std::string& name, const Root& root, const std::string& folder);

  // Objects of the history that were not there.
  std::size_t missing() const { return missing_; }

  content_index::IndexContents Finish() const;

 private:
  struct Known {
    std::uint8_t source = 0;
    std::uint32_t versions = 0;
    std::uint32_t highest_serial = 0;
  };
  std::uint8_t SourceOf(const std::string& name);
  using Paths = std::map<git::ObjectId, std::string>;  // of blobs or trees, the first path each was seen at

  Result<Paths> TopTrees(Repository& repository);
  Result<Paths> BlobsBelow(Repository& repository, Paths level);
  void AddFile(std::uint8_t source, const git::ObjectId& id, const std::string& path, std::string_view content);

  std::vector<content_index::SourceRepository> sources_;
  std::map<std::string, Known> names_;
  std::map<git::ObjectId, std::string> blobs_;         // by their cut ids
  std::map<git::ObjectId, std::string> normal_forms_;  // of those that are not their own
  std::set<content_index::LineDigest> lines_;
  std::size_t missing_ = 0;
};

}  // namespace halfsecond::release
