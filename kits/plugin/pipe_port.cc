#include <unistd.h>

#include <cerrno>
#include <memory>

#include "kits/plugin/port.h"

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kBuffer = std::size_t{512} << 10;

class PipePort final : public Port {
 public:
  PipePort(Descriptor in, Descriptor out) : in_(std::move(in)), out_(std::move(out)) {}

  std::span<const std::byte> Receive() override {
    if (taken_ == filled_) {
      Flush();
      taken_ = filled_ = 0;
      const ssize_t got = Retried([&] { return read(in_.number(), input_.get(), kBuffer / 2); });
      filled_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return {input_.get() + taken_, filled_ - taken_};
  }

  void Release(std::size_t count) override { taken_ += count; }

  std::span<std::byte> Reserve(std::size_t least) override {
    if (kBuffer - published_ < least) Flush();
    return {output_.get() + published_, std::min(kBuffer - published_, kMostReserved)};
  }

  void Publish(std::size_t count, Urgency urgency) override {
    published_ += count;
    if (urgency == Urgency::kNow || published_ >= kBuffer / 2) Flush();
  }

 private:
  template <class Call>
  static ssize_t Retried(Call call) {
    ssize_t result = -1;
    do {
      result = call();
    } while (result < 0 && errno == EINTR);
    return result;
  }

  void Flush() {
    for (std::size_t at = 0; at < published_;) {
      const ssize_t sent = Retried([&] { return write(out_.number(), output_.get() + at, published_ - at); });
      if (sent <= 0) _exit(0);  // the host has gone
      at += static_cast<std::size_t>(sent);
    }
    published_ = 0;
  }

  Descriptor in_;
  Descriptor out_;
  const std::unique_ptr<std::byte[]> input_{new std::byte[kBuffer / 2]};
  const std::unique_ptr<std::byte[]> output_{new std::byte[kBuffer]};
  std::size_t taken_ = 0;      // of input_
  std::size_t filled_ = 0;     // of input_
  std::size_t published_ = 0;  // of output_, and not yet written
};

}  // namespace

std::unique_ptr<Port> MakePipePort(Descriptor in, Descriptor out) {
  return std::make_unique<PipePort>(std::move(in), std::move(out));
}

}  // namespace halfsecond::plugin
