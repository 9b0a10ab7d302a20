// A plug-in that does what it should not: one attempt or one bad behaviour a job.

#include "kits/plugin/tests/adversary.h"

#include <algorithm>
#include <vector>

#include "kits/plugin/port.h"
#include "kits/plugin/ring.h"
#include "kits/plugin/tests/attempts.h"
#include "kits/plugin/worker.h"

namespace {

using namespace halfsecond::plugin;           // NOLINT(google-build-using-namespace)
using namespace halfsecond::plugin::testing;  // NOLINT(google-build-using-namespace)

// Past the SDK, to whatever descriptor takes it: the output pipe is the only one.
void RawWrite(const void* bytes, std::size_t size) {
  for (int descriptor = 3; descriptor < 16; ++descriptor) {
    if (write(descriptor, bytes, size) > 0) return;
  }
}

void Wait(long milliseconds) {
  timespec begin{};
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (timespec now = begin;
       (now.tv_sec - begin.tv_sec) * 1000 + (now.tv_nsec - begin.tv_nsec) / 1000000 < milliseconds;) {
    clock_gettime(CLOCK_MONOTONIC, &now);
  }
}

// Sleeps without a call that its table lacks.
void Hang() {
  volatile int word = 0;
  for (;;) syscall(SYS_futex, &word, 0, 0, nullptr, nullptr, 0);
}

std::uint32_t Argument(const Job& job) {
  return job.parameters().size() < 4 ? 0 : LittleU32(job.parameters().first<4>());
}

Verdict Try(Job& job) {
  Targets targets{};
  if (job.parameters().size() != sizeof targets) return Verdict::NoSuchJob("targets");
  std::memcpy(&targets, job.parameters().data(), sizeof targets);
  errno = 0;
  const int error = kAttempts[job.operation()].run(targets);
  job.Write(error == 0 ? "succeeded" : "denied: " + std::to_string(error));
  return Verdict::Done();
}

Verdict Echo(Job& job) {
  for (auto in = job.Input(); !in.empty(); in = job.Input()) {
    job.Write(in);
    job.Consume(in.size());
  }
  return Verdict::Done();
}

// A proper answer of 100 bytes, of which only the first `count` bytes leave.
void AnswerInPart(std::uint64_t sequence, std::size_t count) {
  std::array<std::byte, kWholeAnswer> answer{};
  const HeaderBytes data = Encoded({100, FrameType::kData, false, sequence});
  const HeaderBytes verdict = Encoded({4, FrameType::kVerdict, true, sequence});
  std::copy(data.begin(), data.end(), answer.begin());
  std::copy(verdict.begin(), verdict.end(), answer.begin() + kHeaderBytes + 100);
  RawWrite(answer.data(), std::min(count, answer.size()));
}

[[noreturn]] void Endless(Job& job, Behaviour how) {
  if (how == Behaviour::kFlood) {
    const std::vector<char> block(65536);
    for (;;) job.Write(std::string_view(block.data(), block.size()));
  }
  if (how == Behaviour::kDribble) {
    const HeaderBytes header = Encoded({1, FrameType::kData, false, 1});
    for (;;) {
      RawWrite(header.data(), header.size());
      RawWrite("x", 1);
      Wait(5);
    }
  }
  if (how == Behaviour::kCloseAndHang) {
    for (int descriptor = 0; descriptor < 16; ++descriptor) close(descriptor);
  }
  if (how == Behaviour::kChatter) {
    const HeaderBytes nothing = Encoded({0, FrameType::kData, false, 1});
    std::vector<std::byte> block;
    for (int i = 0; i < 4096; ++i) block.insert(block.end(), nothing.begin(), nothing.end());
    for (;;) RawWrite(block.data(), block.size());
  }
  if (how == Behaviour::kStop) kill(getpid(), SIGSTOP);
  if (how == Behaviour::kSpin) {
    for (;;) asm volatile("");
  }
  Hang();
  _exit(1);
}

Verdict Eat() {
  for (std::size_t block = std::size_t{16} << 20;;) {
    void* memory = mmap(nullptr, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return Verdict::NoMemory();
    std::memset(memory, 1, block);
  }
}

Verdict AttackRing(Behaviour how) {
  const RingMemory* ring = RingInUse();
  if (ring == nullptr) return Verdict::Unsupported("no ring");
  RingControl& control = ring->control();
  const std::uint32_t head = control.to_host.head;
  switch (how) {
    case Behaviour::kRingHead:
      control.to_host.head = head + 2 * kRingBytes;
      break;
    case Behaviour::kRingTail:
      control.to_worker.tail = control.to_worker.head + 1;
      break;
    case Behaviour::kRingFlip: {
      const HeaderBytes good = Encoded({8, FrameType::kData, false, 1});
      const HeaderBytes bad = Encoded({0xffffffff, FrameType::kData, false, 1});
      for (std::uint32_t at = head;; at += kHeaderBytes + 8) {
        std::memcpy(ring->to_host(at), good.data(), good.size());
        control.to_host.head = at + kHeaderBytes + 8;
        const std::uint64_t one = 1;
        RawWrite(&one, sizeof one);
        while (at - control.to_host.tail > kWatermark) continue;
        for (int turn = 0; turn < 100; ++turn) {
          std::memcpy(ring->to_host(at), turn % 2 == 0 ? bad.data() : good.data(), good.size());
        }
      }
    }
    case Behaviour::kRingMute:
      std::memcpy(ring->to_host(head), Encoded({8, FrameType::kData, false, 1}).data(), kHeaderBytes);
      control.to_host.head = head + kHeaderBytes + 8;
      control.host_wants = 0;
      Hang();
      break;
    default:
      for (int descriptor = 3; descriptor < 16; ++descriptor) (void)!ftruncate(descriptor, 0);
      return Verdict::Done();
  }
  Hang();
  return Verdict::Done();
}

Verdict Misbehave(Job& job, Behaviour how) {
  switch (how) {
    case Behaviour::kEcho:
      return Echo(job);
    case Behaviour::kHugeFrame:
      RawWrite("\xff\xff\xff\xff\2\0\0\0\0\0\0\0\0\0\0\0", 16);
      Hang();
      break;
    case Behaviour::kCutFrame:
      RawWrite("\4\0\0\0\4", 5);
      _exit(0);
    case Behaviour::kOrphan:
      if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) == 0) Hang();
      _exit(0);
    case Behaviour::kShortExit:
      AnswerInPart(1, 50);
      _exit(0);
    case Behaviour::kEscapes:
      return Verdict::BadInput("\x1b]0;owned\x07\r\n\xe2\x80\xae done");
    case Behaviour::kEnvironment:
      job.Write(std::to_string(environ == nullptr || *environ == nullptr ? 0 : 1));
      return Verdict::Done();
    case Behaviour::kDieAt:
      AnswerInPart(1, Argument(job));
      abort();
    case Behaviour::kEat:
      return Eat();
    case Behaviour::kSmash:
      // NOLINTNEXTLINE(performance-no-int-to-ptr): nothing is there, and that is the point
      *reinterpret_cast<volatile int*>(std::uintptr_t{16} + Argument(job)) = 1;
      break;
    case Behaviour::kUnknownVerdict:
      return Verdict{static_cast<Verdict::Code>(99), {}};
    case Behaviour::kTwoVerdicts:
      job.Finish(Verdict::Done());
      break;
    case Behaviour::kNumber:
      job.Write(std::to_string(getpid()));
      return Verdict::Done();
    case Behaviour::kForeignJob: {
      const HeaderBytes header = Encoded({1, FrameType::kData, false, 7777});
      RawWrite(header.data(), header.size());
      RawWrite("x", 1);
      Hang();
      break;
    }
    default:
      if (how >= Behaviour::kRingHead) return AttackRing(how);
      Endless(job, how);
  }
  return Verdict::Done();
}

Verdict Attack(Job& job) {
  if (job.operation() < kAttempts.size()) return Try(job);
  if (job.operation() >= kBehaviour) return Misbehave(job, static_cast<Behaviour>(job.operation()));
  return Verdict::NoSuchJob("no such attempt");
}

}  // namespace

int main() {
  return RunWorker(&Attack);
}
