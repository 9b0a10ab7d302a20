// The history of one repository, as small as its questions allow: commits with who and when, the changed paths that
// custody asks about, and the line of first parents that says who pushed.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/store/record_bytes.h"
#include "base/result.h"
#include "readers/git/log_stream.h"
#include "readers/git/object_id.h"

namespace halfsecond::custody {

// A spelling: a name with an address, as some commit has them.
struct Spelling {
  std::string name;
  std::string address;
};

struct Commit {
  enum Flag : std::uint8_t {
    kReviewed = 1,  // a line of the message says that somebody else looked at it
    kImported = 2,  // a line says that it came from another system
    kBrokenDate = 4,
    kMerge = 8,
  };
  git::ObjectId id;
  std::uint8_t flags = 0;
  std::int64_t author_seconds = 0;
  std::int64_t seconds = 0;  // the committer's
  std::uint32_t author = 0;  // indices of spellings
  std::uint32_t committer = 0;
  std::uint32_t first_parent = 0;  // index of a commit; kNone: a root, or not here
  std::uint32_t first_change = 0;  // the range of its changes
  std::uint32_t changes = 0;
  std::uint32_t other_paths = 0;  // changed paths that are not kept
  std::uint32_t subject_at = 0;   // in the text
  std::uint32_t subject_bytes = 0;
};

struct Change {
  git::ObjectId old_blob;
  git::ObjectId new_blob;
  std::uint32_t path_at = 0;
  std::uint32_t path_bytes = 0;
  std::uint16_t classes = 0;
  char status = 'M';
};

class History : public git::LogSink {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  Result<void> TakeCommit(const git::LogCommit& commit) override;
  Result<void> TakeChange(const git::LogChange& change) override;

  // The number of a spelling that may not be a commit's: a tagger's.
  std::uint32_t SpellingOf(const git::LogPerson& person);

  // Takes a page of the store: commits of an earlier run, before any other. A page that is not the next is refused.
  // Errors: kMalformed, kUnsupported, kLimit; the history is then of no use.
  Result<void> TakePage(Bytes page);

  // Makes the commits ready for Find, once all have come. Returns how many there are.
  std::size_t Index();

  // Pages with the commits from number `first` on: 0, or how many were taken from pages. REQUIRES: Index was called,
  // Finish was not.
  std::vector<std::string> PagesFrom(std::size_t first) const;

  // The commits that are nobody's parent. REQUIRES: as PagesFrom.
  std::vector<git::ObjectId> Heads() const;

  // Ties commits to their parents once all have come, and puts them into the order of git-log(1) from `tips`: what
  // cannot be reached from there goes. Returns how many parents or tips are not among the commits: 0 proves that
  // nothing is missing.
  std::size_t Finish(const std::vector<git::ObjectId>& tips);

  const std::vector<Commit>& commits() const { return commits_; }
  const std::vector<Spelling>& spellings() const { return spellings_; }
  // How often commits name each spelling, as author or as committer.
  std::vector<std::uint32_t> SpellingUses() const;
  const Change& change(std::size_t i) const { return changes_[i]; }
  std::string_view Path(const Change& change) const { return Text(change.path_at, change.path_bytes); }
  std::string_view Subject(const Commit& commit) const { return Text(commit.subject_at, commit.subject_bytes); }

  // The commit of that id; kNone when it is not here.
  std::uint32_t Find(const git::ObjectId& id) const;

  // The commits from the root to `head` by first parents: what was pushed, oldest first.
  std::vector<std::uint32_t> PushedTo(const git::ObjectId& head) const;

  // How many commits claim to be over a day older than their first parent.
  std::size_t before_parents() const { return before_parents_; }

 private:
  std::string_view Text(std::uint32_t at, std::uint32_t bytes) const {
    return std::string_view(text_).substr(at, bytes);
  }
  Result<std::uint32_t> Keep(std::string_view text);
  Result<void> TakeStoredCommit(store::RecordReader& in);
  Result<void> TakeStoredChange(store::RecordReader& in);
  std::size_t StoredNumber(std::size_t number) const;
  void AppendCommit(std::size_t number, std::size_t first_parent, std::string& page) const;
  std::vector<std::size_t> FirstParents() const;
  std::vector<std::uint32_t> Walk(const std::vector<git::ObjectId>& tips, std::size_t& missing) const;
  void Arrange(const std::vector<std::uint32_t>& order);

  std::vector<Commit> commits_;
  std::vector<Change> changes_;
  std::vector<Spelling> spellings_;
  std::vector<git::ObjectId> parents_;  // of all commits, in their order
  std::vector<std::uint8_t> parent_counts_;
  std::unordered_map<std::string, std::uint32_t> spelling_index_;
  std::uint64_t last_page_ = 0;    // the checksum of the page taken last
  bool is_known_already_ = false;  // is the commit that came last one of a page?
  std::size_t stored_commits_ = 0;
  std::size_t stored_spellings_ = 0;
  std::unordered_map<git::ObjectId, std::uint32_t, git::ObjectIdHash> index_;
  std::string key_;   // of a look-up, kept to spare an allocation
  std::string text_;  // subjects and paths
  std::size_t before_parents_ = 0;
};

}  // namespace halfsecond::custody
