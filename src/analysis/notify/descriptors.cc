#include <algorithm>

#include "analysis/notify/conversation.h"
#include "analysis/notify/mistake_kinds.h"
#include "analysis/notify/plans.h"

namespace halfsecond::notify_check {
namespace {

using supervise::Accepted;
using supervise::HeldDescriptor;
using supervise::Inspection;
using supervise::RunRecord;

constexpr std::size_t kKept = 1;  // one socket kept open is a way to do it; two for two messages is a leak

std::size_t Open(const std::vector<HeldDescriptor>& held) {
  return static_cast<std::size_t>(
      std::count_if(held.begin(), held.end(), [](const HeldDescriptor& h) { return !h.close_on_exec; }));
}

std::size_t Above(std::size_t count, std::size_t base) {
  return count > base ? count - base : 0;
}

// Sockets for notifications cannot be told from others by looking; but the run without a manager has none of them.
void JudgeKeptSockets(const RunRecord& run, const Inspection& without, Collector& out) {
  const auto& sockets = run.inspection.datagram_sockets;
  const std::size_t kept = Above(sockets.size(), without.datagram_sockets.size());
  if (run.inspection.done && kept > kKept && run.datagrams.size() > kKept) {
    out.Add(kSocketLeak, "it leaves a socket open for each message", DescriptorEvidence(run, sockets.back()));
  }
}

// One finding however many ways show it; a program that has the socket shows more than a flag that is missing.
void JudgeCloseOnExec(const Runs& runs, const RunRecord* none, Collector& out) {
  for (const RunRecord& run : runs.all) {
    const Inspection& with = run.inspection;
    if (none == nullptr || !none->inspection.done || !with.done || &run == none) continue;
    const Inspection& without = none->inspection;
    if (with.inherited_datagrams.size() > without.inherited_datagrams.size()) {
      out.Add(kSocketInherited, "a program that it started has its notification socket",
              DescriptorEvidence(run, with.inherited_datagrams.front()));
      return;
    }
  }
  for (const RunRecord& run : runs.all) {
    if (run.blocked_send && !run.blocked_send->close_on_exec) {
      out.Add(kSocketInherited, "the notification socket has no close-on-exec: a program started meanwhile gets it",
              DescriptorEvidence(run, *run.blocked_send));
      return;
    }
    const auto& sockets = run.inspection.datagram_sockets;
    if (none == nullptr || !none->inspection.done || Open(sockets) <= Open(none->inspection.datagram_sockets)) continue;
    const auto first = std::find_if(sockets.begin(), sockets.end(), [](const auto& h) { return !h.close_on_exec; });
    out.Add(kSocketInherited, "it keeps a notification socket without close-on-exec: programs it starts get it",
            DescriptorEvidence(run, *first));
    return;
  }
}

// Descriptors passed to us, used: each must not go on to programs we start.
void JudgeOwnListener(const RunRecord& run, Collector& out) {
  if (run.accepted != Accepted::kYes) return;
  for (const HeldDescriptor& held : run.inspection.listeners) {
    if (held.close_on_exec) continue;
    out.Add(kListenerInherited, "it uses a descriptor of LISTEN_FDS and leaves it without close-on-exec",
            DescriptorEvidence(run, held));
  }
  for (const HeldDescriptor& held : run.inspection.inherited_listeners) {
    out.Add(kListenerInherited, "a program that it started has a descriptor of LISTEN_FDS",
            DescriptorEvidence(run, held));
  }
}

// Descriptors passed to another process: they are not ours to use.
void JudgeOthersListener(const RunRecord& run, Collector& out) {
  if (run.accepted == Accepted::kYes) {
    out.Add(kListenPidIgnored, "it accepts connections on a descriptor that LISTEN_PID says is another process's",
            RunEvidence(run));
    return;
  }
  // Close-on-exec set on descriptor 3 alone, and not on the one beside it, is what sd_listen_fds does to its own.
  const Inspection& seen = run.inspection;
  if (!seen.stranger || seen.stranger->close_on_exec) return;
  for (const HeldDescriptor& held : seen.listeners) {
    if (!held.close_on_exec) continue;
    out.Add(kListenPidIgnored, "it takes over a descriptor that LISTEN_PID says is another process's",
            DescriptorEvidence(run, held));
  }
}

}  // namespace

void JudgeDescriptors(const Runs& runs, Collector& out) {
  const RunRecord* none = runs.Find(kNone);
  JudgeCloseOnExec(runs, none, out);
  if (none != nullptr && none->inspection.done) {
    for (const RunRecord& run : runs.all) JudgeKeptSockets(run, none->inspection, out);
  }
  if (const RunRecord* listen = runs.Find(kListen)) JudgeOwnListener(*listen, out);
  if (const RunRecord* others = runs.Find(kOthers)) JudgeOthersListener(*others, out);
}

}  // namespace halfsecond::notify_check
