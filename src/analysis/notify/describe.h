// A run as the output tells it.

#pragma once

#include "facts/notify.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::notify_check {

// What the daemon did with what the run offered it, in one line, and what it said.
NotifyRun Describe(const supervise::RunRecord& run);

}  // namespace halfsecond::notify_check
