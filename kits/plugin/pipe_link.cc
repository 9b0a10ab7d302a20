#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "kits/plugin/link.h"
#include "kits/plugin/pipe_pair.h"

namespace halfsecond::plugin {

namespace {

class PipeLink final : public Link {
 public:
  PipeLink(Descriptor in, Descriptor in_other_end, Descriptor out)
      : in_(std::move(in)), in_other_end_(std::move(in_other_end)), out_(std::move(out)) {}

  void Begin(std::uint64_t sequence, std::uint32_t operation, std::span<const std::byte> parameters) override {
    sequence_ = sequence;
    const HeaderBytes header =
        Encoded({static_cast<std::uint32_t>(4 + parameters.size()), FrameType::kJob, false, sequence});
    std::array<std::byte, 4> number{};
    PutLittleU32(number, operation);
    head_.assign(header.begin(), header.end());
    head_.insert(head_.end(), number.begin(), number.end());
    head_.insert(head_.end(), parameters.begin(), parameters.end());
    head_sent_ = owed_ = 0;
    fin_sent_ = false;
  }

  Outcome<std::size_t> Offer(std::span<const std::byte> bytes, Last last) override {
    std::size_t taken = 0;
    while (!sent() && (taken < bytes.size() || last == Last::kYes)) {
      if (owed_ == 0) OpenFrame(bytes.size() - taken, last);
      const std::size_t payload = std::min(owed_, bytes.size() - taken);
      const std::size_t head = head_.size() - head_sent_;
      const std::array<iovec, 2> parts{
          iovec{head_.data() + head_sent_, head},
          iovec{const_cast<std::byte*>(bytes.data() + taken), payload}};  // writev reads it; iovec lacks the const
      ssize_t wrote = -1;
      do {
        wrote = writev(in_.number(), parts.data(), parts.size());
      } while (wrote < 0 && errno == EINTR);
      if (wrote < 0 && errno == EAGAIN) break;
      if (wrote < 0) return FaultOf(Fault::Kind::kProtocol, "writing to the worker", errno);
      const auto done = static_cast<std::size_t>(wrote);
      const std::size_t of_head = std::min(done, head);
      head_sent_ += of_head;
      taken += done - of_head;
      owed_ -= done - of_head;
      if (done < head + payload) break;
      if (fin_open_ && owed_ == 0) fin_sent_ = true;
    }
    return taken;
  }

  bool sent() const override { return fin_sent_; }

  Outcome<std::optional<Deframer::Piece>> Next() override {
    for (;;) {
      if (!unread_.empty()) {
        const auto piece = deframer_.Take(unread_);
        if (!piece.ok()) return piece.fault();
        if (piece.value()) return piece.value();
      }
      unread_ = out_.Read();
      if (unread_.empty()) return std::optional<Deframer::Piece>{};
    }
  }

  bool closed() const override { return out_.closed(); }

  bool Watch(Need need, std::array<pollfd, 2>& watched) override {
    watched[0] = {out_.descriptor(), POLLIN, 0};
    watched[1] = {need == Need::kOutputOrRoom ? in_.number() : -1, POLLOUT, 0};
    return true;
  }

  bool shared() const override { return false; }

 private:
  // A header for what stands ready: with the job's own in front of it, when that has not gone yet.
  void OpenFrame(std::size_t ready, Last last) {
    if (head_sent_ == head_.size()) head_.clear(), head_sent_ = 0;
    owed_ = std::min(ready, kMostPayloadBytes);
    fin_open_ = last == Last::kYes && owed_ == ready;
    const HeaderBytes header = Encoded({static_cast<std::uint32_t>(owed_), FrameType::kData, fin_open_, sequence_});
    head_.insert(head_.end(), header.begin(), header.end());
  }

  Descriptor in_;
  Descriptor in_other_end_;  // kept open, so that writing to a dead worker is no SIGPIPE in the adopter's process
  PipeOutput out_;
  std::vector<std::byte> head_;  // headers that stand before the payload
  std::size_t head_sent_ = 0;
  std::size_t owed_ = 0;  // payload bytes of the frame that is open
  bool fin_open_ = false;
  bool fin_sent_ = false;
  std::uint64_t sequence_ = 0;

  std::span<const std::byte> unread_;
  Deframer deframer_;
};

}  // namespace

Outcome<NewLink> MakePipeLink() {
  auto opened = OpenPipePair();
  if (!opened.ok()) return opened.fault();
  PipePair& pipes = opened.value();
  NewLink made;
  made.link =
      std::make_unique<PipeLink>(std::move(pipes.host_in), std::move(pipes.in_other_end), std::move(pipes.host_out));
  made.for_worker[0] = std::move(pipes.worker_in);
  made.for_worker[1] = std::move(pipes.worker_out);
  made.count = 2;
  return made;
}

}  // namespace halfsecond::plugin
