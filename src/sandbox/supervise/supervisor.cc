#include "sandbox/supervise/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>
#include <optional>

#include "sandbox/supervise/child.h"
#include "sandbox/supervise/environment.h"
#include "sandbox/supervise/folder.h"
#include "sandbox/supervise/inspect.h"
#include "sandbox/supervise/listener.h"
#include "sandbox/supervise/mailbox.h"
#include "sandbox/supervise/processes.h"

namespace halfsecond::supervise {
namespace {

constexpr std::uint64_t kTick = 10 * kMillisecond;  // how often we look at what cannot be polled
constexpr std::uint64_t kSlowManager = 50 * kMillisecond;
constexpr std::uint64_t kReloadBegins = 2 * kSecond;  // a daemon that has not said RELOADING=1 by then will not

std::uint64_t Monotonic() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kSecond + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

// Whether one line of `text` is `assignment`.
bool Says(const std::string& text, std::string_view assignment) {
  for (std::size_t at = text.find(assignment); at != std::string::npos; at = text.find(assignment, at + 1)) {
    const std::size_t end = at + assignment.size();
    if ((at == 0 || text[at - 1] == '\n') && (end == text.size() || text[end] == '\n')) return true;
  }
  return false;
}

// One run, a phase a function.
class Run {
 public:
  Run(const RunPlan& plan, Mailbox& mailbox, PassedListener* listener)
      : mailbox_(mailbox), listener_(listener), begin_usec_(Monotonic()) {
    record_.plan = plan;
  }
  ~Run() {
    EndAllDescendants();
    for (const Held& held : held_) close(held.fd);
    if (child_.output >= 0) close(child_.output);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Result<void> Begin();
  void WaitUntilUp();
  void LookAround();
  void OfferConnection();
  void Reload();
  void Stop();
  RunRecord Take() { return std::move(record_); }

 private:
  struct Held {
    int fd;
    std::uint64_t until_usec;
  };

  std::uint64_t Now() const { return Monotonic() - begin_usec_; }
  bool running() const { return child_.pid > 0 && !ended_; }

  // Receives for at most one tick, or until something came.
  void Tick();
  void Receive();
  void ReadOutput();
  void CheckEnd();

  Mailbox& mailbox_;
  PassedListener* listener_;
  std::uint64_t begin_usec_;
  RunRecord record_;
  Child child_;
  bool ended_ = false;
  bool holding_back_ = false;  // Queue::kFull and nobody waits yet: we do not read
  std::vector<Held> held_;
};

Result<void> Run::Begin() {
  const RunPlan& plan = record_.plan;
  if (plan.queue == Queue::kFull) {
    HS_CHECK(mailbox_.Fill());
    holding_back_ = true;
  }
  ChildPlan child{plan.command, Environment(plan, mailbox_.address()), {}, {}};
  if (plan.pids == PidVariables::kOurs) {
    if (plan.listener != Listener::kNone) child.pid_variables.emplace_back("LISTEN_PID");
    if (plan.watchdog_usec != 0) child.pid_variables.emplace_back("WATCHDOG_PID");
  }
  int stranger = -1;
  if (listener_ != nullptr) {
    stranger = open("/dev/null", O_RDONLY | O_CLOEXEC);
    child.fds = {listener_->fd(), stranger};
  }
  begin_usec_ = Monotonic();
  auto started = Start(child);
  if (stranger >= 0) close(stranger);
  if (!started.ok()) return std::move(started).error();
  child_ = started.value();
  return {};
}

void Run::Tick() {
  std::vector<pollfd> polled;
  if (!holding_back_) {
    for (const int fd : mailbox_.descriptors()) polled.push_back({fd, POLLIN, 0});
  }
  if (child_.output >= 0) polled.push_back({child_.output, POLLIN, 0});
  poll(polled.data(), polled.size(), static_cast<int>(kTick / kMillisecond));
  ReadOutput();
  if (!holding_back_) Receive();
  CheckEnd();
  const std::uint64_t now = Now();
  for (Held& held : held_) {
    if (held.fd >= 0 && held.until_usec <= now) close(std::exchange(held.fd, -1));
  }
}

void Run::Receive() {
  std::vector<int> fds;
  while (auto datagram = mailbox_.Take(fds, child_.pid)) {
    datagram->at_usec = Now();
    datagram->monotonic_usec = Monotonic();
    for (const int fd : fds) held_.push_back({fd, datagram->at_usec + record_.plan.hold_fds_usec});
    fds.clear();
    if (!record_.ready_usec && datagram->reached == Reached::kExact && Says(datagram->text, "READY=1")) {
      record_.ready_usec = datagram->at_usec;
    }
    if (record_.datagrams.size() == kMaxDatagrams) {
      record_.flooded = true;
      return;
    }
    record_.datagrams.push_back(*std::move(datagram));
  }
}

void Run::ReadOutput() {
  char buffer[kMaxOutputBytes];
  ssize_t size = -1;
  for (int round = 0; child_.output >= 0 && round < 16; ++round) {
    size = read(child_.output, buffer, sizeof buffer);
    if (size == 0) close(std::exchange(child_.output, -1));
    if (size <= 0) return;
    record_.output.append(buffer, static_cast<std::size_t>(size));
    if (record_.output.size() > kMaxOutputBytes) record_.output.erase(0, record_.output.size() - kMaxOutputBytes);
  }
}

void Run::CheckEnd() {
  int status = 0;
  while (!ended_) {
    const pid_t reaped = waitpid(-1, &status, WNOHANG);
    if (reaped <= 0) return;
    if (reaped != child_.pid) continue;  // an orphan of the daemon's
    ended_ = true;
    record_.end_usec = Now();
    record_.exit_value = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    if (record_.stop_usec) {
      record_.ending = Ending::kStopped;
    } else {
      record_.ending = WIFEXITED(status) ? Ending::kExited : Ending::kSignalled;
    }
  }
}

void Run::WaitUntilUp() {
  const RunPlan& plan = record_.plan;
  const std::uint64_t limit = plan.ready_timeout_usec;
  while (running() && !record_.ready_usec && !record_.flooded && Now() < limit) {
    if (holding_back_) {
      record_.blocked_send = WaitingSend(child_.pid);
      for (const pid_t pid : Descendants(child_.pid)) {
        if (!record_.blocked_send) record_.blocked_send = WaitingSend(pid);
      }
      // Half of the time for somebody to wait at the full queue; then we read, whoever came or not, and slowly: a
      // helper that exits after it sent is gone by then.
      if (record_.blocked_send || Now() > limit / 2) {
        mailbox_.MakeRoom();
        usleep(kSlowManager);
        holding_back_ = false;
      }
    }
    Tick();
  }
  holding_back_ = false;
  if (!running()) return;
  if (record_.ready_usec || plan.address == AddressForm::kNone) record_.up_usec = Now();
  const std::uint64_t settled = Now() + plan.settle_usec;
  while (running() && !record_.flooded && Now() < settled) Tick();
}

void Run::LookAround() {
  if (running()) record_.inspection = Inspect(child_.pid, listener_ != nullptr ? listener_->inode() : 0);
}

void Run::OfferConnection() {
  if (!running() || listener_ == nullptr || !listener_->Connect().ok()) return;
  const std::uint64_t limit = Now() + record_.plan.settle_usec;
  do {
    Tick();
    record_.accepted = listener_->accepted();
  } while (running() && record_.accepted == Accepted::kNo && Now() < limit);
}

void Run::Reload() {
  if (!running() || record_.plan.reload_signal == 0 || !record_.ready_usec) return;
  record_.reload_usec = Now();
  const std::size_t before = record_.datagrams.size();
  kill(child_.pid, record_.plan.reload_signal);
  std::uint64_t limit = Now() + kReloadBegins;
  bool begun = false;
  bool again = false;
  while (running() && !record_.flooded && !again && Now() < limit) {
    Tick();
    for (std::size_t i = before; i < record_.datagrams.size(); ++i) {
      if (!begun && Says(record_.datagrams[i].text, "RELOADING=1")) {
        begun = true;
        limit = Now() + record_.plan.ready_timeout_usec;
      }
      again |= Says(record_.datagrams[i].text, "READY=1");
    }
  }
}

void Run::Stop() {
  if (running()) {
    record_.stop_usec = Now();
    kill(child_.pid, SIGTERM);
    const std::uint64_t limit = Now() + record_.plan.stop_timeout_usec;
    while (running() && Now() < limit) Tick();
    if (running()) {
      record_.ending = Ending::kKilled;
      record_.end_usec = Now();
      ended_ = true;
    }
  }
  for (const pid_t pid : Descendants(getpid())) record_.outlived += pid != child_.pid ? 1 : 0;
  EndAllDescendants();
  Receive();
  ReadOutput();
}

}  // namespace

Result<RunRecord> Supervise(const RunPlan& plan) {
  HS_TRY(folder, Folder::Make());
  HS_TRY(mailbox, Mailbox::Open(plan.address, folder.path()));
  std::optional<PassedListener> listener;
  if (plan.listener != Listener::kNone) {
    HS_TRY(opened, PassedListener::Open(plan.listener, folder.path()));
    listener.emplace(std::move(opened));
  }
  Run run(plan, mailbox, listener ? &*listener : nullptr);
  HS_CHECK(run.Begin());
  run.WaitUntilUp();
  run.LookAround();
  run.OfferConnection();
  run.Reload();
  run.Stop();
  return run.Take();
}

}  // namespace halfsecond::supervise
