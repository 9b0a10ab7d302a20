#include "sandbox/supervise/environment.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace halfsecond::supervise {

std::vector<std::string> Environment(const RunPlan& plan, const std::string& address) {
  constexpr int kAnotherPid = 1;  // certainly not the daemon's
  constexpr const char* kOurs[] = {"NOTIFY_SOCKET=", "LISTEN_",  "WATCHDOG_USEC=", "WATCHDOG_PID=",
                                   "FDSTORE=",       "MAINPID=", "MANAGERPID=",    "INVOCATION_ID="};
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const bool ours = std::any_of(std::begin(kOurs), std::end(kOurs),
                                  [&](const char* name) { return std::strncmp(*entry, name, std::strlen(name)) == 0; });
    if (!ours) environment.emplace_back(*entry);
  }
  if (!address.empty()) environment.push_back("NOTIFY_SOCKET=" + address);
  if (plan.listener != Listener::kNone) {
    environment.emplace_back("LISTEN_FDS=1");
    environment.emplace_back("LISTEN_FDNAMES=halfsecond");
  }
  if (plan.watchdog_usec != 0) environment.push_back("WATCHDOG_USEC=" + std::to_string(plan.watchdog_usec));
  if (plan.fd_store_max != 0) environment.push_back("FDSTORE=" + std::to_string(plan.fd_store_max));
  if (plan.pids == PidVariables::kAnothers) {
    environment.push_back("LISTEN_PID=" + std::to_string(kAnotherPid));
    environment.push_back("WATCHDOG_PID=" + std::to_string(kAnotherPid));
  }
  return environment;
}

}  // namespace halfsecond::supervise
