#include "analysis/custody/history.h"

#include <algorithm>
#include <array>

#include "analysis/custody/path_class.h"
#include "base/limits.h"

namespace halfsecond::custody {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kSubjectBytes = 72;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool StartsWithWords(std::string_view line, std::string_view lower) {
  if (line.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (Lower(line[i]) != lower[i]) return false;
  }
  return true;
}

// Lines with which projects say that a change was looked at; the last is OpenBSD's way.
constexpr std::array<std::string_view, 8> kReviewLines{"reviewed-by", "reviewed by", "acked-by",   "approved-by",
                                                       "approved by", "acked by",    "reviewers:", "ok "};

std::uint8_t FlagsOf(std::string_view message) {
  std::uint8_t flags = 0;
  std::size_t at = message.find('\n');
  while (at != std::string_view::npos && at + 1 < message.size()) {
    std::string_view line = message.substr(at + 1);
    at = message.find('\n', at + 1);
    const std::size_t text = line.find_first_not_of(" \t");
    if (text == std::string_view::npos) break;
    line.remove_prefix(text);
    const char first = Lower(line[0]);
    if (first == 'r' || first == 'a' || first == 'o') {
      for (const std::string_view words : kReviewLines) {
        if (StartsWithWords(line, words)) flags |= Commit::kReviewed;
      }
    } else if (first == 'g' && (line.starts_with("git-svn-id:") || line.starts_with("git-p4:"))) {
      flags |= Commit::kImported;
    }
  }
  return flags;
}

}  // namespace

Result<std::uint32_t> History::Keep(std::string_view text) {
  if (text_.size() > kNone - text.size()) return Error{Error::Kind::kLimit, "too many paths to keep"};
  const auto at = static_cast<std::uint32_t>(text_.size());
  text_.append(text);
  return at;
}

std::uint32_t History::SpellingOf(const git::LogPerson& person) {
  key_.assign(person.name);
  key_.push_back('\n');
  key_.append(person.address);
  const auto found = spelling_index_.find(key_);
  if (found != spelling_index_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(spellings_.size());
  spellings_.push_back({std::string(person.name), std::string(person.address)});
  spelling_index_.emplace(key_, number);
  return number;
}

Result<void> History::TakeCommit(const git::LogCommit& commit) {
  if (commits_.size() >= limits::kMaxCommits) return Error{Error::Kind::kLimit, "too many commits"};
  if (spellings_.size() + 2 > limits::kMaxPeople) return Error{Error::Kind::kLimit, "too many names"};
  Commit kept;
  kept.id = commit.id;
  kept.author = SpellingOf(commit.author);
  kept.committer = SpellingOf(commit.committer);
  kept.author_seconds = commit.author.seconds;
  kept.seconds = commit.committer.seconds;
  kept.flags = FlagsOf(commit.message);
  if (commit.author.is_date_broken || commit.committer.is_date_broken) kept.flags |= Commit::kBrokenDate;
  if (commit.parent_count > 1) kept.flags |= Commit::kMerge;
  kept.first_parent = kNone;
  kept.first_change = static_cast<std::uint32_t>(changes_.size());
  std::string_view subject = commit.message.substr(0, commit.message.find('\n'));
  subject = subject.substr(0, kSubjectBytes);
  HS_TRY(at, Keep(subject));
  kept.subject_at = at;
  kept.subject_bytes = static_cast<std::uint32_t>(subject.size());
  parent_counts_.push_back(static_cast<std::uint8_t>(std::min<std::size_t>(commit.parent_count, 255)));
  std::string_view left = commit.parents;
  for (std::size_t i = 0; i < parent_counts_.back(); ++i) {
    git::ObjectId parent;
    const std::string_view one = left.substr(0, left.find(' '));
    if (git::ParseObjectId(one, parent)) parents_.push_back(parent);
    left.remove_prefix(std::min(one.size() + 1, left.size()));
  }
  commits_.push_back(kept);
  return {};
}

Result<void> History::TakeChange(const git::LogChange& change) {
  if (commits_.empty()) return Error{Error::Kind::kMalformed, "a change before the first commit"};
  Commit& commit = commits_.back();
  const std::uint16_t classes = ClassesOf(change.path);
  if (classes == 0) {
    ++commit.other_paths;
    return {};
  }
  if (changes_.size() >= limits::kMaxGitChanges) return Error{Error::Kind::kLimit, "too many changed paths"};
  Change kept;
  if (!git::ParseObjectId(change.old_blob, kept.old_blob) || !git::ParseObjectId(change.new_blob, kept.new_blob)) {
    return Error{Error::Kind::kMalformed, "a change without blobs"};
  }
  HS_TRY(at, Keep(change.path));
  kept.path_at = at;
  kept.path_bytes = static_cast<std::uint32_t>(change.path.size());
  kept.classes = classes;
  kept.status = change.status;
  changes_.push_back(kept);
  ++commit.changes;
  return {};
}

std::uint32_t History::Find(const git::ObjectId& id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? kNone : found->second;
}

std::size_t History::Finish(const std::vector<git::ObjectId>& tips) {
  index_.reserve(commits_.size());
  for (std::size_t i = 0; i < commits_.size(); ++i) index_.emplace(commits_[i].id, static_cast<std::uint32_t>(i));
  std::size_t missing = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < commits_.size(); ++i) {
    for (std::size_t p = 0; p < parent_counts_[i]; ++p) {
      const std::uint32_t parent = Find(parents_[next++]);
      if (parent == kNone) ++missing;
      if (p > 0) continue;
      commits_[i].first_parent = parent;
      if (parent != kNone && commits_[parent].seconds > commits_[i].seconds + kDay) ++before_parents_;
    }
  }
  for (const git::ObjectId& tip : tips) missing += Find(tip) == kNone ? 1U : 0U;
  return missing;
}

std::vector<std::uint32_t> History::PushedTo(const git::ObjectId& head) const {
  std::vector<std::uint32_t> line;
  for (std::uint32_t at = Find(head); at != kNone && line.size() < commits_.size(); at = commits_[at].first_parent) {
    line.push_back(at);
  }
  std::reverse(line.begin(), line.end());
  return line;
}

}  // namespace halfsecond::custody
