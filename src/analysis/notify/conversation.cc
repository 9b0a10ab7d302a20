#include "analysis/notify/conversation.h"

#include <algorithm>

#include "analysis/notify/message.h"
#include "analysis/notify/mistake_kinds.h"
#include "analysis/notify/plans.h"

namespace halfsecond::notify_check {
namespace {

using supervise::Datagram;
using supervise::kSecond;
using supervise::Reached;
using supervise::RunRecord;

constexpr std::uint64_t kClockSlack = 5 * kSecond;  // between MONOTONIC_USEC and our reading of the message

// RELOADING=1 wants the time by CLOCK_MONOTONIC (Type=notify-reload goes by it).
void JudgeReloadTime(const RunRecord& run, const Datagram& datagram, const Message& message, Collector& out) {
  const auto time = message.Value("MONOTONIC_USEC");
  if (!time) {
    out.Add(kOrder, "RELOADING=1 without MONOTONIC_USEC: Type=notify-reload waits in vain",
            MessageEvidence(run, datagram));
    return;
  }
  const std::uint64_t usec = ReadNumber(*time).value_or(0);
  const std::uint64_t ours = datagram.monotonic_usec;
  if (std::max(usec, ours) - std::min(usec, ours) > kClockSlack) {
    out.Add(kOrder, "MONOTONIC_USEC is not the time by CLOCK_MONOTONIC in microseconds",
            MessageEvidence(run, datagram));
  }
}

// Who sent it, when what it says counts.
void JudgeSender(const RunRecord& run, const Datagram& datagram, const Message& message, Collector& out) {
  if (!message.Says("READY", "1")) return;
  if (datagram.sender == supervise::Sender::kGone) {
    out.Add(kHelperGone, "READY=1 comes from a helper that is gone when it is read: systemd cannot tell whose it was",
            MessageEvidence(run, datagram));
  }
  // A helper that is gone is as little the main process as one that is still there: which it is, is a race.
  if (datagram.sender == supervise::Sender::kGone || datagram.sender == supervise::Sender::kDescendant) {
    out.Add(kSenderNotMain, "READY=1 comes from a child: NotifyAccess=main, the default, drops it",
            MessageEvidence(run, datagram));
  }
}

// What the whole of a run shows; `reloading` is the message whose reload was still under way at its end.
void JudgeRun(const RunRecord& run, const Datagram* reloading, Collector& out) {
  // A reload that we cut short proves nothing: it must have had a second.
  const std::uint64_t until = run.stop_usec.value_or(run.end_usec);
  if (reloading != nullptr && until > reloading->at_usec + kSecond) {
    out.Add(kOrder, "RELOADING=1 is never followed by READY=1: the unit stays in 'reloading'",
            MessageEvidence(run, *reloading));
  }
  if (run.flooded) {
    out.Add(kMalformed, "more than " + std::to_string(supervise::kMaxDatagrams) + " messages in one run",
            RunEvidence(run));
  }
}

}  // namespace

void JudgeConversation(const RunRecord& run, Collector& out) {
  const Datagram* reloading = nullptr;
  const Datagram* stopping = nullptr;
  for (const Datagram& datagram : run.datagrams) {
    const Message message = ReadMessage(datagram.text, datagram.size_bytes, datagram.fds);
    for (const Fault& fault : message.faults) out.Add(fault.rule, fault.because, MessageEvidence(run, datagram));
    if (datagram.reached != Reached::kExact) continue;
    JudgeSender(run, datagram, message, out);
    const bool ready = message.Says("READY", "1");
    if (stopping != nullptr && (ready || message.Says("RELOADING", "1"))) {
      out.Add(kOrder, "after STOPPING=1 it speaks of being ready: stopping is final", MessageEvidence(run, datagram));
    }
    if (message.Says("RELOADING", "1")) {
      JudgeReloadTime(run, datagram, message, out);
      reloading = ready ? nullptr : &datagram;
    } else if (ready && stopping == nullptr) {
      reloading = nullptr;
    }
    if (message.Says("STOPPING", "1")) stopping = &datagram;
  }
  JudgeRun(run, reloading, out);
}

void JudgePings(const Runs& runs, Collector& out) {
  const auto pings = [](const RunRecord* run) {
    std::vector<const Datagram*> found;
    if (run == nullptr) return found;
    for (const Datagram& datagram : run->datagrams) {
      const Message message = ReadMessage(datagram.text, datagram.size_bytes, datagram.fds);
      if (message.Says("WATCHDOG", "1") && (!run->stop_usec || datagram.at_usec < *run->stop_usec)) {
        found.push_back(&datagram);
      }
    }
    return found;
  };
  const RunRecord* watchdog = runs.Find(kWatchdog);
  const std::vector<const Datagram*> asked = pings(watchdog);
  if (!asked.empty() && watchdog->ready_usec) {
    // systemd starts to count at READY=1, and stops when we stop the service.
    std::uint64_t last = *watchdog->ready_usec;
    for (const Datagram* ping : asked) {
      if (ping->at_usec > last + watchdog->plan.watchdog_usec) {
        out.Add(kWatchdogLate,
                "WATCHDOG=1 comes " + Seconds(ping->at_usec - last) + " after the one before, and " +
                    Seconds(watchdog->plan.watchdog_usec) + " were allowed",
                MessageEvidence(*watchdog, *ping));
      }
      last = std::max(last, ping->at_usec);
    }
  }
  const RunRecord* others = runs.Find(kOthers);
  const std::vector<const Datagram*> unasked = pings(others);
  if (!unasked.empty() && pings(runs.Find(kPath)).empty()) {
    out.Add(kWatchdogPidIgnored, "it sends WATCHDOG=1 though WATCHDOG_PID is another process",
            MessageEvidence(*others, *unasked.front()));
  }
}

}  // namespace halfsecond::notify_check
