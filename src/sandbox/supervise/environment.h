// The environment that a daemon gets in a run.

#pragma once

#include <string>
#include <vector>

#include "sandbox/supervise/record.h"

namespace halfsecond::supervise {

// Our own environment without what a service manager sets, and with what this run's manager sets: NOTIFY_SOCKET
// (`address`, none when empty), LISTEN_FDS, WATCHDOG_USEC, FDSTORE. LISTEN_PID and WATCHDOG_PID only when they are to
// be another's: the daemon's own id is not known yet.
std::vector<std::string> Environment(const RunPlan& plan, const std::string& address);

}  // namespace halfsecond::supervise
