#include "analysis/custody/object_pipe.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/limits.h"

namespace halfsecond::custody {
namespace {

constexpr std::size_t kAhead = 64;  // names asked for and not yet answered: far less than a pipe holds
constexpr std::size_t kPiece = 65'536;
constexpr std::size_t kMaxHeaderBytes = 256;

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
  if (at_ > 0) held_.erase(0, std::exchange(at_, 0));
  const std::size_t before = held_.size();
  held_.resize(before + kPiece);
  ssize_t n = 0;
  do {
    n = ::read(from_, held_.data() + before, kPiece);
  } while (n < 0 && errno == EINTR);
  held_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  if (n <= 0) return Ended();
  read_bytes_ += static_cast<std::uint64_t>(n);
  if (read_bytes_ > limits::kMaxContentBytes) return Error{Error::Kind::kLimit, "too many contents to compare"};
  return {};
}

Result<std::string> ObjectPipe::ReadLine() {
  for (;;) {
    const std::size_t end = held_.find('\n', at_);
    if (end != std::string::npos) {
      std::string line = held_.substr(at_, end - at_);
      at_ = end + 1;
      return line;
    }
    if (held_.size() - at_ > kMaxHeaderBytes) return Error{Error::Kind::kMalformed, "git told no object"};
    HS_CHECK(Fill());
  }
}

// The `size` bytes and the line end after them. One that is too large is passed over and not kept.
Result<void> ObjectPipe::ReadBody(std::uint64_t size, FetchedObject& object) {
  const bool is_kept = size <= limits::kMaxBlobBytes;
  body_.clear();
  std::uint64_t left = size + 1;
  while (left > 0) {
    if (at_ == held_.size()) {
      HS_CHECK(Fill());
    }
    const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(left, held_.size() - at_));
    if (is_kept) body_.append(held_, at_, now);
    at_ += now;
    left -= now;
  }
  if (is_kept) body_.pop_back();
  object.state = is_kept ? FetchedObject::State::kHere : FetchedObject::State::kTooLarge;
  object.bytes = body_;
  return {};
}

Result<void> ObjectPipe::Fetch(const std::vector<std::string>& ids,
                               const std::function<void(std::size_t, const FetchedObject&)>& take) {
  std::size_t asked = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (asked <= i) {
      std::string lines;
      for (; asked < ids.size() && asked < i + kAhead; ++asked) lines.append(ids[asked]).append("\n");
      HS_CHECK(Ask(lines));
    }
    HS_TRY(header, ReadLine());
    FetchedObject object;
    const std::size_t type = header.find(' ');
    if (type == std::string::npos || header.compare(0, type, ids[i]) != 0) {
      return Error{Error::Kind::kMalformed, "git told another object than the one asked for"};
    }
    const std::string_view rest = std::string_view(header).substr(type + 1);
    if (rest != "missing") {
      const std::size_t blank = rest.find(' ');
      std::uint64_t size = 0;
      if (blank == std::string_view::npos ||
          std::from_chars(rest.data() + blank + 1, rest.data() + rest.size(), size).ec != std::errc()) {
        return Error{Error::Kind::kMalformed, "git told an object without its size"};
      }
      object.type = rest.substr(0, blank);
      HS_CHECK(ReadBody(size, object));
    }
    take(i, object);
  }
  return {};
}

}  // namespace halfsecond::custody
