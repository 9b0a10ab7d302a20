#include "analysis/shadow/object_pipe.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

namespace halfsecond::shadow {
namespace {

constexpr std::size_t kAhead = 64;  // names asked for and not yet answered: far less than a pipe holds
constexpr std::size_t kPiece = 65'536;
constexpr std::size_t kMaxHeaderBytes = 256;
constexpr std::uint64_t kMostReservedBytes = 4ULL << 20;  // for what an object says it has
constexpr std::size_t kLargeBytes = 1ULL << 20;           // room for an object that is not kept for the next one

Error Ended() {
  return Error{Error::Kind::kTruncated, "git ended before it had told all objects"};
}

}  // namespace

Result<void> ObjectPipe::Ask(std::string_view lines) const {
  while (!lines.empty()) {
    const ssize_t n = ::write(to_, lines.data(), lines.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Ended();
    lines.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> ObjectPipe::Fill() {
  piece_.resize(kPiece);
  ssize_t n = 0;
  do {
    n = ::read(from_, piece_.data(), piece_.size());
  } while (n < 0 && errno == EINTR);
  at_ = 0;
  end_ = static_cast<std::size_t>(std::max<ssize_t>(n, 0));
  if (n <= 0) return Ended();
  read_bytes_ += end_;
  if (read_bytes_ > most_.all_bytes) return Error{Error::Kind::kLimit, "too many contents to compare"};
  return {};
}

// What was read and not yet taken, a byte at least.
Result<std::string_view> ObjectPipe::Held() {
  if (at_ == end_) {
    HS_CHECK(Fill());
  }
  return std::string_view(piece_.data() + at_, end_ - at_);
}

Result<std::string> ObjectPipe::ReadLine() {
  std::string line;
  for (;;) {
    HS_TRY(held, Held());
    const std::string_view part = held.substr(0, held.find('\n'));
    line += part;
    at_ += std::min(part.size() + 1, held.size());
    if (part.size() < held.size()) return line;
    if (line.size() > kMaxHeaderBytes) return Error{Error::Kind::kMalformed, "git told no object"};
  }
}

// The `size` bytes and the line end after them. One that is too large is passed over and not kept.
Result<void> ObjectPipe::ReadBody(std::uint64_t size, FetchedObject& object) {
  const bool is_kept = size <= most_.one_bytes;
  body_.clear();
  if (body_.capacity() > kLargeBytes) body_.shrink_to_fit();
  if (is_kept) body_.reserve(std::min(size + 1, kMostReservedBytes));
  std::uint64_t left = size + 1;
  while (left > 0) {
    HS_TRY(held, Held());
    const std::string_view now = held.substr(0, std::min<std::uint64_t>(left, held.size()));
    if (is_kept) body_ += now;
    at_ += now.size();
    left -= now.size();
  }
  if (is_kept) body_.pop_back();
  object.state = is_kept ? FetchedObject::State::kHere : FetchedObject::State::kTooLarge;
  object.bytes = body_;
  if (is_kept) object.whole = &body_;
  return {};
}

// The next names, and a line that has git answer them: it works on these while we read the answers before.
Result<void> ObjectPipe::AskNext(const std::vector<std::string>& names, std::size_t& asked) const {
  std::string lines;
  for (std::size_t i = 0; i < kAhead && asked < names.size(); ++i)
    lines.append("contents ").append(names[asked++]).append("\n");
  return lines.empty() ? Result<void>() : Ask(lines.append("flush\n"));
}

Result<void> ObjectPipe::ReadOne(const std::string& name, FetchedObject& object) {
  HS_TRY(header, ReadLine());
  if (header == name + " missing") return {};
  const std::size_t type = header.find(' ');
  const std::size_t blank = type == std::string::npos ? type : header.find(' ', type + 1);
  std::uint64_t size = 0;
  if (blank == std::string::npos ||
      std::from_chars(header.data() + blank + 1, header.data() + header.size(), size).ec != std::errc()) {
    return Error{Error::Kind::kMalformed, "git told an object without its size"};
  }
  // A name that is no id is a path in a commit, answered by the id of what stands there.
  if (name.find(':') == std::string::npos && header.compare(0, type, name) != 0) {
    return Error{Error::Kind::kMalformed, "git told another object than the one asked for"};
  }
  type_ = header.substr(type + 1, blank - type - 1);
  object.type = type_;
  return ReadBody(size, object);
}

Result<void> ObjectPipe::Expect(const std::vector<std::string>& names) {
  std::string lines;
  for (const std::string& name : names) {
    lines.append("contents ").append(name).append("\n");
    expected_.emplace_back().name = name;
    ++in_flight_;
  }
  return lines.empty() ? Result<void>() : Ask(lines.append("flush\n"));
}

Result<void> ObjectPipe::ReadExpected(ExpectedObject& expected, Turn turn) {
  FetchedObject object;
  HS_CHECK(ReadOne(expected.name, object));
  --in_flight_;
  const bool is_kept = turn == Turn::kNow || stashed_bytes_ + object.bytes.size() <= kMostStashedBytes;
  expected.stage = is_kept ? ExpectedObject::Stage::kRead : ExpectedObject::Stage::kForgotten;
  if (!is_kept) return {};
  expected.state = object.state;
  expected.type = object.type;
  expected.body = std::move(body_);
  body_.clear();
  stashed_bytes_ += expected.body.size();
  return {};
}

// Reads the answers that come, until the one to `name` is there; all of them when it is not expected.
Result<std::deque<ExpectedObject>::iterator> ObjectPipe::ReadUpTo(std::string_view name) {
  using Stage = ExpectedObject::Stage;
  auto at = std::find_if(expected_.begin(), expected_.end(),
                         [&](const ExpectedObject& one) { return one.name == name && one.stage != Stage::kForgotten; });
  for (ExpectedObject& one : expected_) {
    if (at != expected_.end() && at->stage == Stage::kRead) break;
    if (one.stage != Stage::kAsked) continue;
    HS_CHECK(ReadExpected(one, at != expected_.end() && &one == &*at ? Turn::kNow : Turn::kLater));
  }
  return at;
}

// Lets go of what came long before its turn, or has had it.
void ObjectPipe::Forget() {
  for (ExpectedObject& one : expected_) {
    const bool is_enough = expected_.size() - in_flight_ <= kMostStashed && stashed_bytes_ <= kMostStashedBytes;
    if (is_enough || one.stage == ExpectedObject::Stage::kAsked) break;
    stashed_bytes_ -= one.body.size();
    one.body = std::string();
    one.stage = ExpectedObject::Stage::kForgotten;
  }
  while (!expected_.empty() && expected_.front().stage == ExpectedObject::Stage::kForgotten) expected_.pop_front();
}

Result<void> ObjectPipe::Fetch(const std::vector<std::string>& names,
                               const std::function<void(std::size_t, const FetchedObject&)>& take) {
  if (names.empty()) return {};
  HS_TRY(expected, ReadUpTo(names.size() == 1 ? names.front() : ""));
  if (expected != expected_.end()) {
    stashed_bytes_ -= expected->body.size();
    ExpectedObject told = std::move(*expected);
    expected->stage = ExpectedObject::Stage::kForgotten;
    expected->body.clear();
    Forget();
    const bool is_here = told.state == FetchedObject::State::kHere;
    take(0, {told.state, told.type, told.body, is_here ? &told.body : nullptr});
    return {};
  }
  Forget();
  std::size_t asked = 0;
  HS_CHECK(AskNext(names, asked));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i % kAhead == 0) {
      HS_CHECK(AskNext(names, asked));
    }
    FetchedObject object;
    HS_CHECK(ReadOne(names[i], object));
    take(i, object);
  }
  return {};
}

}  // namespace halfsecond::shadow
