#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "kits/plugin/link.h"
#include "kits/plugin/pipe_pair.h"

namespace halfsecond::plugin {

namespace {

// A filter's stdin and stdout: bytes without frames. What it sends is shown as data of the job under way, and how it
// ends is its verdict.
class RawLink final : public Link {
 public:
  RawLink(Descriptor in, Descriptor in_other_end, Descriptor out)
      : in_(std::move(in)), in_other_end_(std::move(in_other_end)), out_(std::move(out)) {}

  void Begin(std::uint64_t sequence, std::uint32_t, std::span<const std::byte>) override { sequence_ = sequence; }

  Outcome<std::size_t> Offer(std::span<const std::byte> bytes, Last last) override {
    std::size_t taken = 0;
    while (in_.ok() && taken < bytes.size()) {
      const ssize_t wrote = write(in_.number(), bytes.data() + taken, bytes.size() - taken);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0 && errno == EAGAIN) break;
      if (wrote < 0) return FaultOf(Fault::Kind::kProtocol, "writing to the filter", errno);
      taken += static_cast<std::size_t>(wrote);
    }
    if (last == Last::kYes && taken == bytes.size()) in_.Close();
    return taken;
  }

  bool sent() const override { return !in_.ok(); }

  Outcome<std::optional<Deframer::Piece>> Next() override {
    const std::span<const std::byte> bytes = out_.Read();
    if (bytes.empty()) return std::optional<Deframer::Piece>{};
    const Header frame{static_cast<std::uint32_t>(bytes.size()), FrameType::kData, false, sequence_};
    return std::optional<Deframer::Piece>({frame, bytes, true});
  }

  bool closed() const override { return out_.closed(); }

  bool Watch(Need need, std::array<pollfd, 2>& watched) override {
    watched[0] = {out_.descriptor(), POLLIN, 0};
    watched[1] = {need == Need::kOutputOrRoom ? in_.number() : -1, POLLOUT, 0};
    return true;
  }

  bool shared() const override { return false; }

  std::optional<Verdict> VerdictAtEnd(int status) const override {
    if (!WIFEXITED(status)) return std::nullopt;
    if (WEXITSTATUS(status) == 0) return Verdict::Done();
    return Verdict::BadInput("exit status " + std::to_string(WEXITSTATUS(status)));
  }

 private:
  Descriptor in_;
  Descriptor in_other_end_;  // kept open, so that writing to a filter that has gone is no SIGPIPE here
  PipeOutput out_;
  std::uint64_t sequence_ = 0;
};

}  // namespace

Outcome<NewLink> MakeRawLink() {
  auto opened = OpenPipePair();
  if (!opened.ok()) return opened.fault();
  PipePair& pipes = opened.value();
  NewLink made;
  made.link =
      std::make_unique<RawLink>(std::move(pipes.host_in), std::move(pipes.in_other_end), std::move(pipes.host_out));
  made.for_worker[0] = std::move(pipes.worker_in);
  made.for_worker[1] = std::move(pipes.worker_out);
  made.count = 2;
  return made;
}

}  // namespace halfsecond::plugin
