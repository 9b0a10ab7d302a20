// Runs a daemon once, as a service manager would, and writes down what it does. It executes somebody else's program
// with the user's rights: that is the purpose. Only AF_UNIX and loopback are used on our side.

#pragma once

#include "base/result.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::supervise {

// One run to its end: start, READY=1 (or the time given), a look at its descriptors, SIGTERM, and nothing left behind.
// REQUIRES: AdoptOrphans() before the first. Errors: kNotFound (no such program), kIo (we could not do our part; what
// the daemon does wrong is in the record, never an error).
Result<RunRecord> Supervise(const RunPlan& plan);

}  // namespace halfsecond::supervise
