#include "kits/plugin/zygote.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "kits/plugin/control.h"
#include "kits/plugin/port.h"
#include "kits/plugin/profiles.h"
#include "kits/plugin/walls.h"

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kMostWorkers = 4;  // one at work, one spare, two about to end

// Where a worker leaves the number of the call it was denied. Shared between the zygote and one worker each.
using DeniedCall = volatile int;
DeniedCall* denied_call = nullptr;  // NOLINT(*-avoid-non-const-global-variables): a signal handler has no other way

struct Worker {
  std::uint32_t number = 0;  // the host's
  pid_t process = -1;        // negative: this place is free
  Descriptor handle;
  DeniedCall* denied = nullptr;
};

// A call outside the table. The number goes where the zygote finds it; then the same call again, while the signal is
// blocked, ends the process by that signal.
void OnDenied(int, siginfo_t* info, void*) {
  if (denied_call != nullptr) *denied_call = info->si_syscall;
  syscall(info->si_syscall);
  syscall(SYS_exit_group, kExitNotConfined);
}

[[noreturn]] void OutOfMemory() {
  _exit(kExitNoMemory);
}

bool ConfineWorker(const ControlMessage& order, std::uint32_t& in_force) {
  const auto asked = static_cast<unsigned>(order.second);
  const auto has = [asked](Layer layer) { return (asked >> static_cast<unsigned>(layer) & 1U) != 0; };
  const auto put_up = [&in_force](Layer layer, const Confinement::State& state) {
    if (state.in_force) in_force |= 1U << static_cast<unsigned>(layer);
    return state.in_force;
  };
  struct sigaction action {};
  action.sa_sigaction = OnDenied;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, nullptr);
  std::vector<sock_filter> filter;
  if (has(Layer::kSeccomp)) {
    FilterContext context;
    context.own_process = static_cast<std::uint32_t>(getpid());
    auto compiled = CompileFilter(kWorking.calls, context);
    if (compiled.ok()) filter = std::move(compiled).value();
  }
  if (has(Layer::kUndumpable) && !put_up(Layer::kUndumpable, walls::PutUpUndumpable())) return false;
  if (has(Layer::kLimits)) {
    const std::array cpu{Limit{RLIMIT_CPU, static_cast<std::uint64_t>(order.third)}};
    if (order.third > 0 && !walls::PutUpLimits(cpu).in_force) return false;
    if (!put_up(Layer::kLimits, walls::PutUpLimits(kWorking.limits))) return false;
  }
  if (filter.empty()) return true;
  return put_up(Layer::kSeccomp, walls::PutUpFilter(filter, walls::Reach::kThisThread));
}

[[noreturn]] void RunWorkerProcess(Received& order, JobFunction run, pid_t zygote) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != zygote) _exit(kExitServed);  // it was gone before we asked
  SendControl(kControlDescriptor, {ControlMessage::What::kBorn, order.message.worker}, {});
  close(kControlDescriptor);
  std::set_new_handler(OutOfMemory);
  Descriptor first = std::move(order.passed[0]);
  Descriptor second = std::move(order.passed[1]);
  const bool ring = order.message.first == static_cast<std::int32_t>(Transport::kRing);
  const std::unique_ptr<Port> port =
      ring ? MakeRingPort(std::move(first), std::move(second)) : MakePipePort(std::move(first), std::move(second));
  if (port == nullptr) _exit(kExitNotConfined);
  std::array<std::byte, kHeaderBytes + 4> ready{};
  std::uint32_t in_force = 0;
  if (!ConfineWorker(order.message, in_force)) _exit(kExitNotConfined);
  const HeaderBytes header = Encoded({4, FrameType::kReady, false, 0});
  std::copy(header.begin(), header.end(), ready.begin());
  PutLittleU32(std::span(ready).last<4>(), in_force);
  std::copy(ready.begin(), ready.end(), port->Reserve(ready.size()).begin());
  port->Publish(ready.size(), Urgency::kCanWait);
  while (const std::unique_ptr<Job> job = Job::Await(*port)) job->Finish(run(*job));
  _exit(kExitServed);
}

class Zygote {
 public:
  explicit Zygote(JobFunction run) : run_(run) {}

  int Serve() {
    for (;;) {
      std::array<pollfd, 1 + kMostWorkers> watched{};
      watched[0] = {kControlDescriptor, POLLIN, 0};
      for (std::size_t i = 0; i < kMostWorkers; ++i) watched[i + 1] = {workers_[i].handle.number(), POLLIN, 0};
      if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return 1;
      for (std::size_t i = 0; i < kMostWorkers; ++i) {
        if (watched[i + 1].revents != 0) Reap(workers_[i]);
      }
      if (watched[0].revents == 0) continue;
      auto received = ReceiveControl(kControlDescriptor, Wait::kNo);
      if (received) {
        Obey(*received);
      } else if (errno != EAGAIN) {
        return 0;  // the host has gone; our workers end with us
      }
    }
  }

 private:
  void Obey(Received& received) {
    const ControlMessage& message = received.message;
    if (message.what == ControlMessage::What::kSpawn) Spawn(received);
    if (message.what != ControlMessage::What::kKill) return;
    for (Worker& worker : workers_) {
      if (worker.process > 0 && worker.number == message.worker) {
        syscall(SYS_pidfd_send_signal, worker.handle.number(), SIGKILL, nullptr, 0);
      }
    }
  }

  void Spawn(Received& order) {
    const auto place =
        std::find_if(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.process <= 0; });
    if (place == workers_.end()) return Report(order.message.worker, EAGAIN << 8, -1);
    if (place->denied == nullptr) {
      void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
      if (page == MAP_FAILED) return Report(order.message.worker, kExitNoMemory << 8, -1);
      place->denied = static_cast<DeniedCall*>(page);
    }
    *place->denied = -1;
    const pid_t zygote = getpid();
    const pid_t child = fork();
    if (child == 0) {
      denied_call = place->denied;
      for (Worker& other : workers_) other.handle.Close();
      RunWorkerProcess(order, run_, zygote);
    }
    if (child < 0) return Report(order.message.worker, kExitNotConfined << 8, -1);
    place->number = order.message.worker;
    place->process = child;
    place->handle = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  }

  void Reap(Worker& worker) {
    int status = 0;
    if (waitpid(worker.process, &status, WNOHANG | __WALL) != worker.process) return;
    Report(worker.number, status, *worker.denied);
    worker.process = -1;
    worker.handle.Close();
  }

  static void Report(std::uint32_t worker, int status, int call) {
    SendControl(kControlDescriptor, {ControlMessage::What::kEnded, worker, status, call}, {});
  }

  JobFunction run_;
  std::array<Worker, kMostWorkers> workers_;
};

}  // namespace

int RunZygote(JobFunction run) {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  return Zygote(run).Serve();
}

int RunWorker(JobFunction run) {
  if (environ != nullptr && *environ != nullptr) {  // a host gives none
    (void)std::fputs("error: this is a plug-in: its host starts it\n", stderr);
    return 2;
  }
  return RunZygote(run);
}

}  // namespace halfsecond::plugin
