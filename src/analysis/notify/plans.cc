#include "analysis/notify/plans.h"

namespace halfsecond::notify_check {
namespace {

using supervise::kMillisecond;
using supervise::kSecond;
using supervise::RunPlan;

constexpr std::uint64_t kWatchdogUsec = 2 * kSecond;               // generous: a busy machine is not a late daemon
constexpr std::uint64_t kOthersWatchdogUsec = 200 * kMillisecond;  // short: we only look whether it pings at all
constexpr std::uint64_t kLook = 500 * kMillisecond;                // for several of those pings
constexpr std::uint64_t kBarrierHold = 300 * kMillisecond;
constexpr std::uint32_t kFdStoreMax = 16;

RunPlan Plan(const CheckOptions& options, std::string_view name) {
  RunPlan plan;
  plan.name = name;
  plan.command = options.command;
  plan.ready_timeout_usec = options.ready_timeout_usec;
  return plan;
}

}  // namespace

RunPlan FirstPlan(const CheckOptions& options) {
  RunPlan plan = Plan(options, kPath);
  plan.settle_usec = kLook;
  return plan;
}

std::vector<RunPlan> OtherPlans(const CheckOptions& options, const supervise::RunRecord& first) {
  RunPlan abstract = Plan(options, kAbstract);
  abstract.address = supervise::AddressForm::kAbstract;

  // Twice the time it took with a manager; that long again for what it may find out late.
  RunPlan none = Plan(options, kNone);
  none.address = supervise::AddressForm::kNone;
  none.ready_timeout_usec = 2 * first.ready_usec.value_or(kSecond) + kLook;

  RunPlan watchdog = Plan(options, kWatchdog);
  watchdog.watchdog_usec = kWatchdogUsec;
  watchdog.settle_usec = kWatchdogUsec + kWatchdogUsec / 2;

  RunPlan listen = Plan(options, kListen);
  listen.listener = options.listener;

  RunPlan others = Plan(options, kOthers);
  others.listener = options.listener;
  others.watchdog_usec = kOthersWatchdogUsec;
  others.pids = supervise::PidVariables::kAnothers;
  others.settle_usec = kLook;

  RunPlan fd_store = Plan(options, kFdStore);
  fd_store.fd_store_max = kFdStoreMax;

  RunPlan busy = Plan(options, kBusy);
  busy.queue = supervise::Queue::kFull;
  busy.hold_fds_usec = kBarrierHold;
  busy.settle_usec = kBarrierHold + kLook;

  std::vector<RunPlan> plans{abstract, none, watchdog, listen, others, fd_store, busy};
  if (options.reload_signal != 0) {
    RunPlan reload = Plan(options, kReload);
    reload.reload_signal = options.reload_signal;
    plans.push_back(reload);
  }
  return plans;
}

std::vector<std::string> NotTried(const CheckOptions& options) {
  std::vector<std::string> reasons{"vsock addresses: they need a hypervisor on the other side"};
  if (options.reload_signal == 0) reasons.emplace_back("a reload: name the signal with --reload-signal HUP");
  return reasons;
}

}  // namespace halfsecond::notify_check
