#include "kits/plugin/job_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>

#include "kits/plugin/zygote.h"

namespace halfsecond::plugin {

namespace {

constexpr std::chrono::milliseconds kTimeToEnd{1000};  // for a worker that closed its output: machines are busy
constexpr std::chrono::milliseconds kPatienceForBirth{5};
constexpr int kPiecesAtOnce = 256;  // of output, before the clock and the input are looked at again

// clock_getcpuclockid(3) without its system call, which asks whether the process is there: so does clock_gettime.
constexpr clockid_t CpuClockOf(pid_t process) {
  constexpr clockid_t kScheduled = 2;  // linux/posix-timers.h, CPUCLOCK_SCHED: the time it ran
  return (~static_cast<clockid_t>(process) * 8) | kScheduled;
}

std::chrono::nanoseconds CpuOf(pid_t process) {
  timespec now{};
  if (process <= 0 || clock_gettime(CpuClockOf(process), &now) != 0) return std::chrono::nanoseconds(0);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// A worker's words are foreign: nothing but printable ASCII gets through.
std::string Printable(std::string_view words) {
  std::string text(words);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return text;
}

Fault Broken(std::string_view why) {
  return Fault{Fault::Kind::kProtocol, 0, "the worker " + std::string(why)};
}

// The bytes that `bytes_in` may become.
std::uint64_t MostInRatio(std::uint64_t bytes_in, std::uint64_t ratio) {
  std::uint64_t most = 0;
  const bool is_more_than_fits =
      __builtin_mul_overflow(bytes_in + 1, ratio, &most) || __builtin_add_overflow(most, kRatioFreeBytes - 1, &most);
  return is_more_than_fits ? UINT64_MAX : most;
}

}  // namespace

JobRun::JobRun(Request& request, Worker& worker, const Manifest& manifest, std::uint64_t sequence,
               const std::atomic<bool>& cancelled)
    : request_(request), worker_(worker), manifest_(manifest), cancelled_(cancelled) {
  const auto now = Clock::now();
  const auto wall =
      request.deadline.count() > 0 ? std::min(request.deadline, manifest.limits.wall) : manifest.limits.wall;
  deadline_ = now + wall;
  next_cpu_check_ = now + manifest.limits.cpu;
  cpu_before_ = CpuOf(worker.process);
  worker_.talk.Begin(sequence);
  worker_.link->Begin(sequence, request.operation, request.parameters);
}

Outcome<bool> JobRun::Advance() {
  for (bool moved = true; moved && !over_;) {
    const auto time = CheckTime();
    if (!time.ok()) return time.fault();
    const auto in = PumpInput();
    if (!in.ok()) return in.fault();
    const auto out = PumpOutput();
    if (!out.ok()) return out.fault();
    // When all of the input is on its way, waiting is the quickest way to learn of more output.
    moved = (in.value() && !worker_.link->sent()) || out.value();
  }
  if (over_) return true;
  if (worker_.status) {
    const auto verdict = worker_.link->VerdictAtEnd(*worker_.status);
    if (!verdict || !worker_.link->closed()) return WhyItEnded();
    report_.verdict = *verdict;
    over_ = true;
    return true;
  }
  if (worker_.link->closed() && silent_until_ == Clock::time_point{}) silent_until_ = Clock::now() + kTimeToEnd;
  return false;
}

Outcome<bool> JobRun::CheckTime() {
  if (cancelled_) return Fault{Fault::Kind::kCancelled, 0, "the job was cancelled"};
  const auto now = Clock::now();
  if (now >= deadline_) return Fault{Fault::Kind::kTimeout, 0, "the job's deadline passed"};
  if (silent_until_ != Clock::time_point{} && now >= silent_until_) {
    return Broken("closed its output and gave no verdict");
  }
  if (now < next_cpu_check_) return true;
  const auto used = CpuOf(worker_.process) - cpu_before_;
  if (used >= manifest_.limits.cpu) return Crossed(Fault::Bound::kCpu, "the job took more than it may");
  next_cpu_check_ = now + std::max<std::chrono::nanoseconds>(manifest_.limits.cpu - used, kPatienceForBirth);
  return true;
}

// True when something moved.
Outcome<bool> JobRun::PumpInput() {
  input_blocked_ = room_blocked_ = false;
  if (worker_.link->sent()) return false;
  const auto window = request_.input.Peek();
  if (!window.ok()) return window.fault();
  const auto [bytes, last] = window.value();
  input_blocked_ = bytes.empty() && !last;
  if (input_blocked_) return false;
  const auto taken = worker_.link->Offer(bytes, last ? Link::Last::kYes : Link::Last::kNo);
  if (!taken.ok()) return taken.fault();
  request_.input.Took(taken.value());
  report_.bytes_in += taken.value();
  room_blocked_ = !worker_.link->sent() && taken.value() < bytes.size();
  return taken.value() > 0;
}

// A worker may never stop talking, be it a byte at a time: the clock's turn comes all the same.
Outcome<bool> JobRun::PumpOutput() {
  bool moved = false;
  for (int step = 0; step < 2 * kPiecesAtOnce && !over_; ++step) {
    const bool hears = held_.empty();
    const auto went = hears ? HearNext() : Deliver();
    if (!went.ok()) return went.fault();
    if (!went.value()) break;
    moved = moved || hears;
    if (hears && !worker_.link->sent()) break;  // the input's turn
  }
  return moved;
}

// False: the worker has said all that it said so far.
Outcome<bool> JobRun::HearNext() {
  if (crossed_) return *crossed_;
  const auto piece = worker_.link->Next();
  if (!piece.ok()) return piece.fault();
  if (!piece.value()) return false;
  return Hear(*piece.value());
}

Outcome<bool> JobRun::Hear(const Deframer::Piece& piece) {
  if (piece.frame.type == FrameType::kData) {
    if (const auto why = worker_.talk.Hear(piece.frame)) return Broken(*why);
    Hold(piece.bytes);
    return true;
  }
  verdict_.append(reinterpret_cast<const char*>(piece.bytes.data()), piece.bytes.size());
  if (!piece.complete) return true;
  if (const auto why = worker_.talk.Hear(piece.frame)) return Broken(*why);
  const auto bytes = std::as_bytes(std::span(verdict_.data(), verdict_.size()));
  const std::uint32_t word = LittleU32(bytes.first<4>());
  if (piece.frame.type == FrameType::kReady) {
    worker_.layers = word;
    verdict_.clear();
    return true;
  }
  if (word >= Verdict::kCodes) return Broken("gave a verdict of no known meaning");
  const auto code = static_cast<Verdict::Code>(word);
  if (code == Verdict::Code::kNoMemory) return Crossed(Fault::Bound::kMemory, "the worker got no more");
  report_.verdict = {code, Printable(std::string_view(verdict_).substr(4))};
  report_.worker_cpu = CpuOf(worker_.process) - cpu_before_;
  over_ = true;
  return true;
}

// What is within the limits goes to the sink, to the byte: how a worker's output comes in pieces is chance, and what a
// user is told must not be.
void JobRun::Hold(std::span<const std::byte> output) {
  const JobLimits& limits = manifest_.limits;
  const std::uint64_t in_ratio = MostInRatio(report_.bytes_in, limits.ratio);
  const std::uint64_t room = std::min(limits.output_bytes, in_ratio) - report_.bytes_out;
  held_ = output.first(std::min<std::uint64_t>(output.size(), room));
  if (output.size() <= room) return;
  if (limits.output_bytes <= in_ratio) {
    crossed_ = Crossed(Fault::Bound::kOutput, "more than " + std::to_string(limits.output_bytes) + " bytes");
  } else {
    crossed_ = Crossed(Fault::Bound::kRatio,
                       "more than " + std::to_string(in_ratio) + " bytes out of " + std::to_string(report_.bytes_in));
  }
}

// False: the sink is not ready.
Outcome<bool> JobRun::Deliver() {
  const auto memory = worker_.link->shared() ? Sink::Memory::kShared : Sink::Memory::kOwn;
  const auto taken = request_.output.Give(held_, memory);
  if (!taken.ok()) return taken.fault();
  report_.bytes_out += taken.value();
  held_ = held_.subspan(taken.value());
  return taken.value() > 0;
}

bool JobRun::Watch(Watched& watched) const {
  watched.fill({-1, 0, 0});
  std::array<pollfd, 2> linked{};
  if (worker_.link->closed() && worker_.status) return false;
  if (!worker_.link->Watch(room_blocked_ ? Link::Need::kOutputOrRoom : Link::Need::kOutput, linked)) return false;
  if (held_.empty()) {
    watched[0] = linked[0];
  } else {
    watched[2] = {request_.output.descriptor(), POLLOUT, 0};
  }
  watched[1] = linked[1];
  if (input_blocked_) watched[3] = {request_.input.descriptor(), POLLIN, 0};
  return true;
}

std::chrono::milliseconds JobRun::Patience() const {
  auto until = std::min(deadline_, next_cpu_check_);
  if (silent_until_ != Clock::time_point{}) until = std::min(until, silent_until_);
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()), std::chrono::milliseconds(0));
}

bool JobRun::worker_is_good() const {
  return over_ && report_.verdict.done() && worker_.link->sent() && worker_.talk.over();
}

Fault JobRun::WhyItEnded() const {
  const int status = *worker_.status;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGSYS) {
      const int call = worker_.denied_call;
      const std::string which = call < 0 ? "a call of another architecture, or one that was not told,"
                                         : "system call " + std::to_string(call);
      return Fault{Fault::Kind::kDenied, call, which + " is not in the worker's table"};
    }
    if (signal == SIGXCPU) return Crossed(Fault::Bound::kCpu, "the worker took more than it may");
    return Fault{Fault::Kind::kCrashed, signal, "signal " + std::to_string(signal) + " ended the worker"};
  }
  switch (WEXITSTATUS(status)) {
    case kExitNoMemory:
      return Crossed(Fault::Bound::kMemory, "the worker got no more");
    case kExitNotConfined:
      return Fault{Fault::Kind::kConfine, 0, "the worker could not put up its walls"};
    default:
      return Broken("ended without a verdict, exit status " + std::to_string(WEXITSTATUS(status)));
  }
}

}  // namespace halfsecond::plugin
