#include "analysis/notify/mistakes.h"

#include <algorithm>

#include "analysis/notify/collect.h"
#include "analysis/notify/conversation.h"
#include "analysis/notify/mistake_kinds.h"
#include "analysis/notify/plans.h"

namespace halfsecond::notify_check {
namespace {

using supervise::Datagram;
using supervise::Ending;
using supervise::Reached;
using supervise::RunRecord;

const Datagram* FirstThatReached(const RunRecord& run, Reached where) {
  const auto found = std::find_if(run.datagrams.begin(), run.datagrams.end(),
                                  [&](const Datagram& datagram) { return datagram.reached == where; });
  return found == run.datagrams.end() ? nullptr : &*found;
}

// Where the messages of the run with the abstract address went.
void JudgeAddress(const Runs& runs, Collector& out) {
  const RunRecord* path = runs.Find(kPath);
  const RunRecord* abstract = runs.Find(kAbstract);
  if (abstract == nullptr) return;
  bool somewhere = false;
  const auto judge = [&](Reached where, std::string_view rule, std::string because) {
    const Datagram* datagram = FirstThatReached(*abstract, where);
    if (datagram == nullptr) return;
    somewhere = true;
    if (!rule.empty()) out.Add(rule, std::move(because), MessageEvidence(*abstract, *datagram));
  };
  judge(Reached::kExact, "", "");
  judge(Reached::kPadded, kAbstractLength,
        "the abstract address is sent with its NULs up to sizeof(struct sockaddr_un): that is another name");
  judge(Reached::kOneMore, kAbstractLength, "the abstract address is sent with a NUL at its end: that is another name");
  judge(Reached::kFileName, kAbstractAsFile, "the abstract address is taken for a file name that starts with '@'");
  if (!somewhere && path != nullptr && path->ready_usec) {
    out.Add(kAbstractLost, "READY=1 arrives by path and nowhere at all with an abstract address",
            RunEvidence(*abstract));
  }
}

// How it lives: READY=1 when there is a manager, no complaint when there is none.
void JudgeLife(const Runs& runs, Collector& out) {
  const RunRecord* path = runs.Find(kPath);
  const RunRecord* none = runs.Find(kNone);
  const RunRecord* busy = runs.Find(kBusy);
  if (path == nullptr) return;
  if (!path->ready_usec && path->stop_usec) {
    out.Add(kNeverReady, "no READY=1 in " + Seconds(path->plan.ready_timeout_usec) + ": Type=notify would give up",
            RunEvidence(*path));
  } else if (!path->ready_usec && path->outlived > 0) {
    out.Add(kNeverReady, "its first process ended before READY=1 and others went on: it went to the background",
            RunEvidence(*path));
  } else if (!path->ready_usec && path->ending == Ending::kExited) {
    out.Add(kNeverReady,
            "it ended with status " + std::to_string(path->exit_value) +
                " before READY=1: Type=notify calls that a failed start",
            RunEvidence(*path));
  }
  for (const RunRecord& run : runs.all) {
    if (run.ending == Ending::kSignalled) {
      out.Add(
          kDies,
          "it dies of signal " + std::to_string(run.exit_value) + " in the run '" + std::string(run.plan.name) + "'",
          RunEvidence(run));
    }
  }
  if (path->ready_usec && none != nullptr && none->ending == Ending::kExited && path->ending != Ending::kExited) {
    out.Add(kNeedsManager, "without NOTIFY_SOCKET it ends with status " + std::to_string(none->exit_value),
            RunEvidence(*none));
  }
  if (path->ready_usec && busy != nullptr && !busy->ready_usec && !busy->blocked_send) {
    out.Add(kGivesUp, "when the manager's queue is full it does not wait: READY=1 is lost", RunEvidence(*busy));
  }
}

}  // namespace

std::vector<Finding> FindMistakes(std::string_view program, std::span<const RunRecord> records) {
  const Runs runs{records};
  Collector out(program);
  JudgeAddress(runs, out);
  JudgeLife(runs, out);
  JudgeDescriptors(runs, out);
  for (const RunRecord& run : records) JudgeConversation(run, out);
  JudgePings(runs, out);
  return std::move(out).Sorted();
}

}  // namespace halfsecond::notify_check
