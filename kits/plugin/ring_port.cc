#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "kits/plugin/port.h"
#include "kits/plugin/ring.h"

namespace halfsecond::plugin {

namespace {

// NOLINTNEXTLINE(*-avoid-non-const-global-variables): one ring a worker, for tests that break its rules
const RingMemory* ring_in_use = nullptr;

class RingPort final : public Port {
 public:
  RingPort(RingMemory memory, Descriptor host_bell)
      : memory_(std::move(memory)), control_(memory_.control()), host_bell_(std::move(host_bell)) {
    ring_in_use = &memory_;
  }

  std::span<const std::byte> Receive() override {
    const auto ready = [this] { return Unread() > 0; };
    if (!ready()) SleepUntil(kWantsBytes, ready);
    return {memory_.to_worker(tail_), Unread()};
  }

  void Release(std::size_t count) override {
    tail_ += static_cast<std::uint32_t>(count);
    control_.to_worker.tail.store(tail_, std::memory_order_release);
    if (count > 0 && kRingBytes - Unread() >= kWatermark) WakeHost(kWantsRoom);
  }

  std::span<std::byte> Reserve(std::size_t least) override {
    const auto ready = [this, least] { return Room() >= least; };
    if (!ready()) SleepUntil(kWantsRoom, ready);
    return {memory_.to_host(head_), std::min<std::size_t>(Room(), kMostReserved)};
  }

  void Publish(std::size_t count, Urgency urgency) override {
    head_ += static_cast<std::uint32_t>(count);
    control_.to_host.head.store(head_, std::memory_order_release);
    if (urgency == Urgency::kNow || kRingBytes - Room() >= kWatermark) WakeHost(kWantsBytes);
  }

 private:
  std::uint32_t Unread() const { return control_.to_worker.head.load(std::memory_order_acquire) - tail_; }
  std::uint32_t Room() const { return kRingBytes - (head_ - control_.to_host.tail.load(std::memory_order_acquire)); }

  void WakeHost(std::uint32_t ready) {
    const std::uint64_t one = 1;
    if (TakeWish(control_.host_wants, ready)) (void)!write(host_bell_.number(), &one, sizeof one);
  }

  template <class Ready>
  void SleepUntil(std::uint32_t wanted, Ready ready) {
    do {
      WakeHost(kWantsBytes | kWantsRoom);  // it may be waiting for us, with less than the watermark
      control_.worker_wants.store(wanted);
      std::atomic_thread_fence(std::memory_order_seq_cst);
      if (ready()) {
        control_.worker_wants.store(0);
        return;
      }
      syscall(SYS_futex, &control_.worker_wants, FUTEX_WAIT, wanted, nullptr, nullptr, 0);
    } while (!ready());
  }

  RingMemory memory_;
  RingControl& control_;
  Descriptor host_bell_;
  std::uint32_t tail_ = 0;  // of what comes
  std::uint32_t head_ = 0;  // of what goes
};

}  // namespace

std::unique_ptr<Port> MakeRingPort(Descriptor ring, Descriptor host_bell) {
  auto memory = RingMemory::Map(ring.number());
  if (!memory) return nullptr;
  return std::make_unique<RingPort>(std::move(*memory), std::move(host_bell));
}

const RingMemory* RingInUse() {
  return ring_in_use;
}

}  // namespace halfsecond::plugin
