#include <fcntl.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "kits/plugin/link.h"
#include "kits/plugin/ring.h"

namespace halfsecond::plugin {

namespace {

constexpr std::uint32_t kFrameBytes = kRingBytes / 8;  // the worker can start on one while we fill the next

Fault Impossible() {
  return Fault{Fault::Kind::kProtocol, 0, "the worker set an index of the ring to what it cannot be"};
}

class RingLink final : public Link {
 public:
  RingLink(RingMemory memory, Descriptor bell)
      : memory_(std::move(memory)), control_(memory_.control()), bell_(std::move(bell)) {}

  void Begin(std::uint64_t sequence, std::uint32_t operation, std::span<const std::byte> parameters) override {
    sequence_ = sequence;
    const HeaderBytes header =
        Encoded({static_cast<std::uint32_t>(4 + parameters.size()), FrameType::kJob, false, sequence});
    std::array<std::byte, 4> number{};
    PutLittleU32(number, operation);
    head_frame_.assign(header.begin(), header.end());
    head_frame_.insert(head_frame_.end(), number.begin(), number.end());
    head_frame_.insert(head_frame_.end(), parameters.begin(), parameters.end());
    fin_sent_ = false;
  }

  Outcome<std::size_t> Offer(std::span<const std::byte> bytes, Last last) override {
    std::size_t taken = 0;
    while (!fin_sent_ && (taken < bytes.size() || last == Last::kYes)) {
      const auto room = Room();
      if (!room) return Impossible();
      const std::size_t left = bytes.size() - taken;
      const std::size_t overhead = head_frame_.size() + kHeaderBytes;
      const std::size_t wanted = std::min<std::size_t>(left, kFrameBytes);
      if (*room < overhead + wanted) break;
      Append(head_frame_);
      head_frame_.clear();
      const bool fin = last == Last::kYes && wanted == left;
      Append(Encoded({static_cast<std::uint32_t>(wanted), FrameType::kData, fin, sequence_}));
      Append(bytes.subspan(taken, wanted));
      control_.to_worker.head.store(head_, std::memory_order_release);
      taken += wanted;
      fin_sent_ = fin;
      if (fin || kRingBytes - *room + wanted >= kWatermark) WakeWorker(kWantsBytes);
    }
    return taken;
  }

  bool sent() const override { return fin_sent_; }

  Outcome<std::optional<Deframer::Piece>> Next() override {
    Awake();
    Release();
    const auto unread = Unread();
    if (!unread) return Impossible();
    std::span<const std::byte> raw(memory_.to_host(tail_), *unread);
    while (!raw.empty()) {
      const std::size_t before = raw.size();
      const auto piece = deframer_.Take(raw);
      if (!piece.ok()) return piece.fault();
      seen_ += static_cast<std::uint32_t>(before - raw.size());
      if (piece.value()) return piece.value();
    }
    Release();
    return std::optional<Deframer::Piece>{};
  }

  bool closed() const override { return false; }

  bool Watch(Need need, std::array<pollfd, 2>& watched) override {
    watched[0] = {bell_.number(), POLLIN, 0};
    watched[1] = {-1, 0, 0};
    const bool wants_room = need == Need::kOutputOrRoom;
    WakeWorker(kWantsBytes | kWantsRoom);  // it may be waiting for us, with less than the watermark
    asleep_ = true;
    control_.host_wants.store(kWantsBytes | (wants_room ? kWantsRoom : 0));
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const auto unread = Unread();
    const auto room = Room();
    // An impossible index is found by the next call: do not sleep on it.
    return unread && room && *unread == seen_ && !(wants_room && *room >= kWatermark);
  }

  bool shared() const override { return true; }

 private:
  // The two reads of what the peer wrote; nothing when it is not possible.
  std::optional<std::uint32_t> Unread() const {
    return BytesBetween(tail_, control_.to_host.head.load(std::memory_order_acquire));
  }
  std::optional<std::uint32_t> Room() const {
    const auto used = BytesBetween(control_.to_worker.tail.load(std::memory_order_acquire), head_);
    if (!used) return std::nullopt;
    return kRingBytes - *used;
  }

  void Append(std::span<const std::byte> bytes) {
    std::memcpy(memory_.to_worker(head_), bytes.data(), bytes.size());
    head_ += static_cast<std::uint32_t>(bytes.size());
  }

  // What the last pieces covered goes back to the worker.
  void Release() {
    if (seen_ == 0) return;
    tail_ += seen_;
    seen_ = 0;
    control_.to_host.tail.store(tail_, std::memory_order_release);
    const auto unread = Unread();
    if (unread && kRingBytes - *unread >= kWatermark) WakeWorker(kWantsRoom);
  }

  void Awake() {
    if (!asleep_) return;
    asleep_ = false;
    control_.host_wants.store(0);
    // The worker has this descriptor, too, and could make it block or empty it: never wait for it here.
    std::uint64_t rung = 0;
    const iovec room{&rung, sizeof rung};
    (void)!preadv2(bell_.number(), &room, 1, -1, RWF_NOWAIT);
  }

  void WakeWorker(std::uint32_t ready) {
    if (TakeWish(control_.worker_wants, ready)) syscall(SYS_futex, &control_.worker_wants, FUTEX_WAKE, 1);
  }

  RingMemory memory_;
  RingControl& control_;
  Descriptor bell_;
  std::uint32_t head_ = 0;  // of what goes to the worker
  std::uint32_t tail_ = 0;  // of what comes from it
  std::uint32_t seen_ = 0;  // bytes from tail_ on that pieces have shown
  bool asleep_ = false;
  std::vector<std::byte> head_frame_;
  bool fin_sent_ = false;
  std::uint64_t sequence_ = 0;
  Deframer deframer_;
};

}  // namespace

Outcome<NewLink> MakeRingLink() {
  auto file = MakeRingFile();
  if (!file.ok()) return file.fault();
  auto memory = RingMemory::Map(file.value().number());
  Descriptor bell(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  Descriptor for_worker(fcntl(bell.number(), F_DUPFD_CLOEXEC, 0));
  if (!memory || !for_worker.ok()) return FaultOf(Fault::Kind::kSpawn, "a ring", errno);
  NewLink made;
  made.link = std::make_unique<RingLink>(std::move(*memory), std::move(bell));
  made.for_worker[0] = std::move(file).value();
  made.for_worker[1] = std::move(for_worker);
  made.count = 2;
  return made;
}

}  // namespace halfsecond::plugin
