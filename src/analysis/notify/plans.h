// The runs that make up a check: each address form, then each feature of a service manager.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/supervise/record.h"

namespace halfsecond::notify_check {

// Names of runs, as they stand in output.
constexpr std::string_view kPath = "path";
constexpr std::string_view kAbstract = "abstract";
constexpr std::string_view kNone = "none";
constexpr std::string_view kWatchdog = "watchdog";
constexpr std::string_view kListen = "listen";
constexpr std::string_view kOthers = "others";
constexpr std::string_view kFdStore = "fdstore";
constexpr std::string_view kBusy = "busy";
constexpr std::string_view kReload = "reload";

struct CheckOptions {
  std::vector<std::string> command;
  std::uint64_t ready_timeout_usec = 10 * supervise::kSecond;
  supervise::Listener listener = supervise::Listener::kTcp;
  int reload_signal = 0;  // 0: no reload is tried
};

// The first run: by path, nothing special. When the daemon is not ready here, the others have nothing to tell.
supervise::RunPlan FirstPlan(const CheckOptions& options);

// The others, knowing how the first went: a daemon that was ready after 30 ms need not be waited for 10 s without a
// manager.
std::vector<supervise::RunPlan> OtherPlans(const CheckOptions& options, const supervise::RunRecord& first);

// What is not run, and why; one sentence each.
std::vector<std::string> NotTried(const CheckOptions& options);

}  // namespace halfsecond::notify_check
