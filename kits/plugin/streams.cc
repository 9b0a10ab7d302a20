#include "kits/plugin/streams.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kBuffer = std::size_t{256} << 10;

bool IsReadyAlways(int descriptor) {
  struct stat seen {};
  return fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode);
}

bool IsReady(int descriptor, short event) {
  pollfd asked{descriptor, event, 0};
  return poll(&asked, 1, 0) > 0;
}

}  // namespace

Source Source::Of(std::span<const std::byte> bytes) {
  Source source;
  source.memory_ = bytes;
  return source;
}

Source Source::From(int descriptor) {
  Source source;
  source.descriptor_ = descriptor;
  source.ready_always_ = IsReadyAlways(descriptor);
  source.buffer_ = std::unique_ptr<std::byte[]>(new std::byte[kBuffer]);
  return source;
}

Source Source::PulledBy(Pull pull) {
  Source source;
  source.pull_ = std::move(pull);
  source.buffer_ = std::unique_ptr<std::byte[]>(new std::byte[kBuffer]);
  return source;
}

Outcome<std::size_t> Source::Read(std::span<std::byte> room) {
  if (pull_) return pull_(room);
  ssize_t got = -1;
  do {
    got = read(descriptor_, room.data(), room.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) return FaultOf(Fault::Kind::kStream, "reading the input", errno);
  return static_cast<std::size_t>(got);
}

// The last byte is held back until it is known whether it is the last: the end of a stream comes with its last bytes.
Outcome<Source::Window> Source::Peek() {
  if (!buffer_) return Window{memory_, true};
  while (!ended_ && end_ - start_ < 2) {
    if (descriptor_ >= 0 && !ready_always_ && !IsReady(descriptor_, POLLIN)) return Window{};
    std::memmove(buffer_.get(), buffer_.get() + start_, end_ - start_);
    end_ -= start_;
    start_ = 0;
    const auto got = Read({buffer_.get() + end_, kBuffer - end_});
    if (!got.ok()) {
      if (got.fault().Is(Fault::Kind::kStream) && got.fault().number == EAGAIN) return Window{};
      return got.fault();
    }
    end_ += std::min(got.value(), kBuffer - end_);
    ended_ = got.value() == 0;
  }
  return Window{{buffer_.get() + start_, end_ - start_ - (ended_ ? 0 : 1)}, ended_};
}

void Source::Took(std::size_t count) {
  if (!buffer_) {
    memory_ = memory_.subspan(count);
  } else {
    start_ += count;
  }
}

Sink Sink::Into(std::string* text) {
  Sink sink;
  sink.text_ = text;
  return sink;
}

Sink Sink::To(int descriptor) {
  Sink sink;
  sink.descriptor_ = descriptor;
  sink.ready_always_ = IsReadyAlways(descriptor);
  return sink;
}

Sink Sink::PushedTo(Push push) {
  Sink sink;
  sink.push_ = std::move(push);
  return sink;
}

Sink Sink::PushedInPlaceTo(Push push) {
  Sink sink = PushedTo(std::move(push));
  sink.in_place_ = true;
  return sink;
}

Outcome<std::size_t> Sink::Give(std::span<const std::byte> bytes, Memory memory) {
  if (text_ != nullptr) {
    text_->append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return bytes.size();
  }
  if (push_) {
    if (memory == Memory::kShared && !in_place_) {
      if (!copy_) copy_ = std::unique_ptr<std::byte[]>(new std::byte[kBuffer]);
      bytes = bytes.first(std::min(bytes.size(), kBuffer));
      std::memcpy(copy_.get(), bytes.data(), bytes.size());
      bytes = {copy_.get(), bytes.size()};
    }
    if (!push_(bytes)) return Fault{Fault::Kind::kCancelled, 0, "the output was refused"};
    return bytes.size();
  }
  if (!ready_always_) {
    if (!IsReady(descriptor_, POLLOUT)) return std::size_t{0};
    bytes =
        bytes.first(std::min<std::size_t>(bytes.size(), PIPE_BUF));  // that much a ready pipe takes without blocking
  }
  ssize_t wrote = -1;
  do {
    wrote = write(descriptor_, bytes.data(), bytes.size());
  } while (wrote < 0 && errno == EINTR);
  if (wrote < 0 && errno == EAGAIN) return std::size_t{0};
  if (wrote < 0) return FaultOf(Fault::Kind::kStream, "writing the output", errno);
  return static_cast<std::size_t>(wrote);
}

}  // namespace halfsecond::plugin
