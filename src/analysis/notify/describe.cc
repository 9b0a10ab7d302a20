#include "analysis/notify/describe.h"

#include <algorithm>

#include "analysis/notify/collect.h"
#include "analysis/notify/message.h"
#include "analysis/notify/plans.h"

namespace halfsecond::notify_check {
namespace {

using supervise::Accepted;
using supervise::Datagram;
using supervise::RunRecord;

std::size_t CountOf(const RunRecord& run, std::string_view key) {
  return static_cast<std::size_t>(std::count_if(run.datagrams.begin(), run.datagrams.end(), [&](const Datagram& d) {
    return ReadMessage(d.text, d.size_bytes, d.fds).Value(key).has_value();
  }));
}

std::string Count(std::size_t count, std::string_view of) {
  return std::to_string(count) + " x " + std::string(of);
}

// "2 x FDSTORE=1"; `none` where it never sent that.
std::string Sent(const RunRecord& run, std::string_view key, std::string_view none) {
  const std::size_t count = CountOf(run, key);
  return count == 0 ? std::string(none) : Count(count, std::string(key) + "=1");
}

std::string Readiness(const RunRecord& run) {
  if (run.ready_usec) return "READY=1 after " + std::to_string(*run.ready_usec / supervise::kMillisecond) + " ms";
  return run.stop_usec ? "no READY=1" : EndingWords(run);
}

std::string ListenerWords(const RunRecord& run, std::string_view taken, std::string_view left) {
  switch (run.accepted) {
    case Accepted::kYes:
      return std::string(taken);
    case Accepted::kNo:
      return std::string(left);
    case Accepted::kNotTried:
      break;
  }
  return EndingWords(run);
}

std::string Answered(const RunRecord& run) {
  const std::string_view name = run.plan.name;
  if (name == kNone) return run.stop_usec ? "runs without a manager" : EndingWords(run);
  if (name == kWatchdog) return Sent(run, "WATCHDOG", "no WATCHDOG=1 in " + Seconds(run.plan.settle_usec));
  if (name == kListen) return ListenerWords(run, "accepts on the socket it was passed", "does not use LISTEN_FDS");
  if (name == kOthers) return ListenerWords(run, "accepts on another's socket", "leaves another's socket alone");
  if (name == kFdStore) return Sent(run, "FDSTORE", "stores no descriptors");
  if (name == kBusy) {
    if (!run.blocked_send) return run.ready_usec ? "sends later" : "does not wait for the manager";
    return CountOf(run, "BARRIER") == 0 ? "waits for the manager" : "waits for the manager and a barrier";
  }
  if (name == kReload) return Sent(run, "RELOADING", "no RELOADING=1");
  return Readiness(run);
}

}  // namespace

NotifyRun Describe(const RunRecord& run) {
  NotifyRun described;
  described.name = run.plan.name;
  described.answer = Answered(run);
  described.ready_usec = run.ready_usec;
  described.datagrams = run.datagrams.size();
  for (const Datagram& datagram : run.datagrams) {
    if (described.said.size() == kMaxSaid) break;
    described.said.push_back(datagram.text);
  }
  described.ending = EndingWords(run);
  described.output = run.output;
  return described;
}

}  // namespace halfsecond::notify_check
