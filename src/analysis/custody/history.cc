#include "analysis/custody/history.h"

#include <algorithm>
#include <array>
#include <queue>
#include <tuple>
#include <utility>

#include "analysis/custody/path_class.h"
#include "base/limits.h"
#include "base/text.h"

namespace halfsecond::custody {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kSubjectBytes = 72;

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

std::vector<std::uint32_t> History::SpellingUses() const {
  std::vector<std::uint32_t> uses(spellings_.size());
  for (const Commit& commit : commits_) {
    ++uses[commit.author];
    ++uses[commit.committer];
  }
  return uses;
}

Result<void> History::TakeCommit(const git::LogCommit& commit) {
  if (commits_.size() >= limits::kMaxCommits) return Error{Error::Kind::kLimit, "too many commits"};
  is_known_already_ = Find(commit.id) != kNone;
  if (is_known_already_) return {};
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
  if (is_known_already_) return {};
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

std::size_t History::Index() {
  index_.reserve(commits_.size());
  for (std::size_t i = index_.size(); i < commits_.size(); ++i) {
    index_.emplace(commits_[i].id, static_cast<std::uint32_t>(i));
  }
  return index_.size();
}

// Where the parents of each commit start, and where they end.
std::vector<std::size_t> History::FirstParents() const {
  std::vector<std::size_t> starts(commits_.size() + 1);
  for (std::size_t i = 0; i < commits_.size(); ++i) starts[i + 1] = starts[i] + parent_counts_[i];
  return starts;
}

std::vector<git::ObjectId> History::Heads() const {
  std::vector<bool> is_parent(commits_.size());
  for (const git::ObjectId& parent : parents_) {
    const std::uint32_t at = Find(parent);
    if (at != kNone) is_parent[at] = true;
  }
  std::vector<git::ObjectId> heads;
  for (std::size_t i = 0; i < commits_.size(); ++i) {
    if (!is_parent[i]) heads.push_back(commits_[i].id);
  }
  return heads;
}

// The latest committed first, of those met so far; of two at the same second the one met first: as git does without
// --topo-order. So the order follows from commits and tips, however the commits came here.
std::vector<std::uint32_t> History::Walk(const std::vector<git::ObjectId>& tips, std::size_t& missing) const {
  const std::vector<std::size_t> starts = FirstParents();
  std::vector<bool> is_met(commits_.size());
  using Next = std::tuple<std::int64_t, std::uint32_t, std::uint32_t>;  // time, how many were met before, number
  const auto is_later = [](const Next& a, const Next& b) {
    if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) < std::get<0>(b);
    return std::get<1>(a) > std::get<1>(b);
  };
  std::priority_queue<Next, std::vector<Next>, decltype(is_later)> queue(is_later);
  std::uint32_t met = 0;
  const auto meet = [&](const git::ObjectId& id) {
    const std::uint32_t number = Find(id);
    if (number == kNone) {
      ++missing;
    } else if (!is_met[number]) {
      is_met[number] = true;
      queue.emplace(commits_[number].seconds, met++, number);
    }
  };
  for (const git::ObjectId& tip : tips) meet(tip);
  std::vector<std::uint32_t> order;
  order.reserve(commits_.size());
  while (!queue.empty()) {
    const std::uint32_t number = std::get<2>(queue.top());
    queue.pop();
    order.push_back(number);
    for (std::size_t p = starts[number]; p < starts[number + 1]; ++p) meet(parents_[p]);
  }
  return order;
}

// Has the commits stand in `order`, and spellings in the order in which these name them.
void History::Arrange(const std::vector<std::uint32_t>& order) {
  const std::vector<std::size_t> starts = FirstParents();
  std::vector<Commit> commits;
  std::vector<git::ObjectId> parents;
  std::vector<std::uint8_t> counts;
  std::vector<Spelling> spellings;
  std::vector<std::uint32_t> renumbered(spellings_.size(), kNone);
  const auto renumber = [&](std::uint32_t& spelling) {
    if (renumbered[spelling] == kNone) {
      renumbered[spelling] = static_cast<std::uint32_t>(spellings.size());
      spellings.push_back(spellings_[spelling]);
    }
    spelling = renumbered[spelling];
  };
  commits.reserve(order.size());
  parents.reserve(parents_.size());
  for (const std::uint32_t number : order) {
    commits.push_back(commits_[number]);
    renumber(commits.back().author);
    renumber(commits.back().committer);
    for (std::size_t p = starts[number]; p < starts[number + 1]; ++p) parents.push_back(parents_[p]);
    counts.push_back(parent_counts_[number]);
  }
  commits_ = std::move(commits);
  parents_ = std::move(parents);
  parent_counts_ = std::move(counts);
  spellings_ = std::move(spellings);
  std::erase_if(spelling_index_, [&](const auto& one) { return renumbered[one.second] == kNone; });
  for (auto& [spelling, number] : spelling_index_) number = renumbered[number];
  index_.clear();
  Index();
}

std::size_t History::Finish(const std::vector<git::ObjectId>& tips) {
  Index();
  std::size_t missing = 0;
  const std::vector<std::uint32_t> order = Walk(tips, missing);
  bool is_in_order = order.size() == commits_.size();
  for (std::size_t i = 0; is_in_order && i < order.size(); ++i) is_in_order = order[i] == i;
  if (!is_in_order) Arrange(order);
  const std::vector<std::size_t> starts = FirstParents();
  for (std::size_t i = 0; i < commits_.size(); ++i) {
    if (parent_counts_[i] == 0) continue;
    const std::uint32_t parent = Find(parents_[starts[i]]);
    commits_[i].first_parent = parent;
    if (parent != kNone && commits_[parent].seconds > commits_[i].seconds + kDay) ++before_parents_;
  }
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
