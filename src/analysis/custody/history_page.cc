// Histories as pages of the store. Each names the page before it by its checksum, so that pages of two runs never mix.
//
// A page: byte version, number of commits before it, checksum of the page before as a number, count of new spellings
// and each: name, address; count of commits and each: id, byte flags, numbers of author and committer, both times,
// subject, count of parents and each: how many commits ago it stood, or 0 and its id; number of paths that are not
// kept, count of changes and each: both blobs, byte status, path; checksum. A run's commits stand oldest first, so that
// parents are near.

#include <algorithm>
#include <cstring>

#include "analysis/custody/history.h"
#include "analysis/custody/path_class.h"
#include "analysis/custody/stored_id.h"
#include "analysis/custody/verdict.h"
#include "base/limits.h"

namespace halfsecond::custody {
namespace {

// Raised whenever something of this follows otherwise from a commit than before: review lines, path classes.
constexpr std::uint8_t kHistoryVersion = 1;
constexpr std::uint8_t kAllFlags = Commit::kReviewed | Commit::kImported | Commit::kBrokenDate | Commit::kMerge;
constexpr std::uint64_t kYear2200 = 7'258'118'400;
constexpr std::size_t kMaxSubjectBytes = 72;

Error Malformed(std::uint64_t at) {
  return Error{Error::Kind::kMalformed, "history that cannot be read", at};
}

std::uint64_t ChecksumOf(std::string_view page) {
  std::uint64_t sum = 0;
  std::memcpy(&sum, page.data() + page.size() - sizeof sum, sizeof sum);
  return sum;
}

std::int64_t ReadTime(store::RecordReader& in) {
  const std::uint64_t seconds = in.Number();
  if (seconds >= kYear2200) in.Fail();
  return in.failed() ? 0 : static_cast<std::int64_t>(seconds);
}

std::uint32_t ReadUpTo(store::RecordReader& in, std::uint64_t most) {
  const std::uint64_t number = in.Number();
  if (number > most) in.Fail();
  return in.failed() ? 0 : static_cast<std::uint32_t>(number);
}

}  // namespace

Result<void> History::TakeStoredCommit(store::RecordReader& in) {
  if (commits_.size() >= limits::kMaxCommits) return Error{Error::Kind::kLimit, "too many commits"};
  Commit commit;
  commit.id = ReadId(in);
  commit.flags = in.ByteUpTo(kAllFlags);
  commit.author = ReadUpTo(in, spellings_.empty() ? 0 : spellings_.size() - 1);
  commit.committer = ReadUpTo(in, spellings_.empty() ? 0 : spellings_.size() - 1);
  commit.author_seconds = ReadTime(in);
  commit.seconds = ReadTime(in);
  const std::string_view subject = in.Text();
  if (subject.size() > kMaxSubjectBytes) in.Fail();
  const std::uint32_t parents = ReadUpTo(in, limits::kMaxParents);
  for (std::uint32_t i = 0; i < parents && !in.failed(); ++i) {
    const std::uint32_t ago = ReadUpTo(in, commits_.size());
    parents_.push_back(ago == 0 ? ReadId(in) : commits_[commits_.size() - ago].id);
  }
  commit.other_paths = ReadUpTo(in, kNone);
  const std::uint64_t changes = in.Count();
  if (in.failed() || spellings_.empty()) return Malformed(in.at());
  HS_TRY(at, Keep(subject));
  commit.subject_at = at;
  commit.subject_bytes = static_cast<std::uint32_t>(subject.size());
  commit.first_parent = kNone;
  commit.first_change = static_cast<std::uint32_t>(changes_.size());
  commit.changes = static_cast<std::uint32_t>(changes);
  parent_counts_.push_back(static_cast<std::uint8_t>(parents));
  commits_.push_back(commit);
  for (std::uint64_t left = changes; left > 0; --left) {
    HS_CHECK(TakeStoredChange(in));
  }
  return {};
}

Result<void> History::TakeStoredChange(store::RecordReader& in) {
  if (changes_.size() >= limits::kMaxGitChanges) return Error{Error::Kind::kLimit, "too many changed paths"};
  Change change;
  change.old_blob = ReadId(in);
  change.new_blob = ReadId(in);
  change.status = static_cast<char>(in.Byte());
  const std::string_view path = in.Text();
  if (in.failed() || path.empty()) return Malformed(in.at());
  change.classes = ClassesOf(path);
  HS_TRY(at, Keep(path));
  change.path_at = at;
  change.path_bytes = static_cast<std::uint32_t>(path.size());
  changes_.push_back(change);
  return {};
}

Result<void> History::TakePage(Bytes page) {
  HS_TRY(content, store::Checked(page));
  store::RecordReader in(content);
  if (in.Byte() != kHistoryVersion) return Error{Error::Kind::kUnsupported, "history of another version"};
  if (in.Number() != commits_.size() || in.Number() != last_page_) return Malformed(in.at());
  for (std::uint64_t left = in.Count(); left > 0; --left) {
    git::LogPerson person;
    person.name = in.Text();
    person.address = in.Text();
    const std::size_t before = spellings_.size();
    if (in.failed() || person.name.size() > limits::kMaxPersonBytes ||
        person.address.size() > limits::kMaxPersonBytes || before >= limits::kMaxPeople ||
        SpellingOf(person) != before) {
      return Malformed(in.at());
    }
  }
  for (std::uint64_t left = in.Count(); left > 0; --left) {
    HS_CHECK(TakeStoredCommit(in));
  }
  if (!in.finished()) return Malformed(in.at());
  last_page_ = ChecksumOf(page.text());
  stored_commits_ = commits_.size();
  stored_spellings_ = spellings_.size();
  return {};
}

// Where commit `number` stands in the store: those of this run in the other order.
std::size_t History::StoredNumber(std::size_t number) const {
  return number < stored_commits_ ? number : stored_commits_ + commits_.size() - 1 - number;
}

void History::AppendCommit(std::size_t number, std::size_t first_parent, std::string& page) const {
  const Commit& commit = commits_[number];
  store::RecordWriter out(page);
  AppendId(commit.id, page);
  out.Byte(commit.flags);
  out.Number(commit.author);
  out.Number(commit.committer);
  out.Number(static_cast<std::uint64_t>(commit.author_seconds));
  out.Number(static_cast<std::uint64_t>(commit.seconds));
  out.Text(Subject(commit));
  out.Number(parent_counts_[number]);
  for (std::size_t p = first_parent; p < first_parent + parent_counts_[number]; ++p) {
    const std::uint32_t parent = Find(parents_[p]);
    const std::size_t here = StoredNumber(number);
    const std::size_t there = parent == kNone ? here : StoredNumber(parent);
    out.Number(there < here ? here - there : 0);
    if (there >= here) AppendId(parents_[p], page);
  }
  out.Number(commit.other_paths);
  out.Number(commit.changes);
  for (std::uint32_t i = 0; i < commit.changes; ++i) {
    const Change& one = changes_[commit.first_change + i];
    AppendId(one.old_blob, page);
    AppendId(one.new_blob, page);
    out.Byte(static_cast<std::uint8_t>(one.status));
    out.Text(Path(one));
  }
}

std::vector<std::string> History::PagesFrom(std::size_t first) const {
  std::vector<std::string> pages;
  const std::vector<std::size_t> starts = FirstParents();
  std::uint64_t before = first == 0 ? 0 : last_page_;
  std::size_t spelling = first == 0 ? 0 : stored_spellings_;
  for (std::size_t at = first; at < commits_.size();) {
    std::string commits;
    const std::size_t start = at;
    for (; at < commits_.size() && commits.size() < kPageBytes; ++at) {
      const std::size_t number = StoredNumber(at);  // its own inverse
      AppendCommit(number, starts[number], commits);
    }
    std::string page(1, static_cast<char>(kHistoryVersion));
    store::RecordWriter out(page);
    out.Number(start);
    out.Number(before);
    out.Number(spellings_.size() - spelling);
    for (; spelling < spellings_.size(); ++spelling) {
      out.Text(spellings_[spelling].name);
      out.Text(spellings_[spelling].address);
    }
    out.Number(at - start);
    page += commits;
    store::AppendChecksum(page);
    before = ChecksumOf(page);
    pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace halfsecond::custody
