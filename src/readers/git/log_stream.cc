#include "readers/git/log_stream.h"

#include <charconv>
#include <utility>

#include "base/limits.h"

namespace halfsecond::git {
namespace {

constexpr std::int64_t kYear2200 = 7'258'118'400;

// The text up to `end`, which is taken off `rest` with it; false without one.
bool TakeUpTo(char end, std::string_view& rest, std::string_view& taken) {
  const std::size_t at = rest.find(end);
  if (at == std::string_view::npos) return false;
  taken = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return true;
}

// "1672414471 +0800". A broken one is a fact about the commit and no error of the stream.
void ParseDate(std::string_view text, LogPerson& person) {
  person.is_date_broken = true;
  std::int64_t seconds = 0;
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, seconds);
  if (number.ec != std::errc() || seconds < 0 || seconds >= kYear2200) return;
  person.seconds = seconds;
  person.is_date_broken = false;
  std::string_view zone = text.substr(static_cast<std::size_t>(number.ptr - text.data()));
  if (zone.size() != 6 || zone[0] != ' ') return;
  int digits = 0;
  if (std::from_chars(zone.data() + 2, end, digits).ec != std::errc() || digits > 2400) return;
  const int minutes = digits / 100 * 60 + digits % 100;
  person.zone_minutes = static_cast<std::int16_t>(zone[1] == '-' ? -minutes : minutes);
}

bool TakePerson(std::string_view& rest, LogPerson& person) {
  std::string_view date;
  if (!TakeUpTo('\n', rest, person.name) || !TakeUpTo('\n', rest, person.address) || !TakeUpTo('\n', rest, date)) {
    return false;
  }
  person.name = person.name.substr(0, limits::kMaxPersonBytes);
  person.address = person.address.substr(0, limits::kMaxPersonBytes);
  ParseDate(date, person);
  return true;
}

}  // namespace

Error LogReader::Malformed(std::string what) const {
  return Error{Error::Kind::kMalformed, std::move(what), at_};
}

Result<void> LogReader::Feed(Bytes piece) {
  std::string_view text = piece.text();
  while (!text.empty()) {
    const std::size_t nul = text.find('\0');
    const std::string_view part = text.substr(0, nul);
    if (part.size() > limits::kMaxLogFieldBytes - rest_.size()) {
      return Error{Error::Kind::kLimit, "a message or path too long to read", at_};
    }
    if (nul == std::string_view::npos) {
      rest_.append(part);
      return {};
    }
    std::uint64_t length = part.size();
    if (rest_.empty()) {
      HS_CHECK(TakeField(part));
    } else {
      rest_.append(part);
      length = rest_.size();
      const std::string field = std::exchange(rest_, {});
      HS_CHECK(TakeField(field));
    }
    at_ += length + 1;
    text.remove_prefix(nul + 1);
  }
  return {};
}

Result<void> LogReader::Finish() const {
  if (!rest_.empty() || path_is_next_) return Error{Error::Kind::kTruncated, "git's answer ends inside a record", at_};
  return {};
}

Result<void> LogReader::TakeField(std::string_view field) {
  if (path_is_next_) {
    path_is_next_ = false;
    LogChange change;
    std::string_view rest = std::string_view(meta_).substr(1);
    if (!TakeUpTo(' ', rest, change.old_mode) || !TakeUpTo(' ', rest, change.new_mode) ||
        !TakeUpTo(' ', rest, change.old_blob) || !TakeUpTo(' ', rest, change.new_blob) || rest.size() != 1) {
      return Malformed("a change that is not in git's form");
    }
    change.status = rest[0];
    change.path = field;
    if (field.empty()) return Malformed("a change without a path");
    return sink_.TakeChange(change);
  }
  if (field.starts_with('\n')) field.remove_prefix(1);  // stands before the first change of a commit
  if (field.empty()) return {};                         // ends a message
  if (field.front() == ':') {
    meta_.assign(field);
    path_is_next_ = true;
    return {};
  }
  return TakeHeader(field);
}

Result<void> LogReader::TakeHeader(std::string_view header) {
  LogCommit commit;
  std::string_view id;
  if (!TakeUpTo('\n', header, id) || !ParseObjectId(id, commit.id) || !TakeUpTo('\n', header, commit.parents)) {
    return Malformed("a commit without its id");
  }
  std::string_view left = commit.parents;
  while (!left.empty()) {
    ObjectId parent;
    const std::string_view one = left.substr(0, left.find(' '));
    if (!ParseObjectId(one, parent)) return Malformed("a parent that is no commit id");
    if (++commit.parent_count > limits::kMaxParents) return Error{Error::Kind::kLimit, "too many parents", at_};
    left.remove_prefix(std::min(one.size() + 1, left.size()));
  }
  if (!TakePerson(header, commit.author) || !TakePerson(header, commit.committer)) {
    return Malformed("a commit without its author or committer");
  }
  commit.message = header;
  return sink_.TakeCommit(commit);
}

}  // namespace halfsecond::git
