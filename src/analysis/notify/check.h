// The whole check: one run first, the others when that one worked, then the verdict on all.

#pragma once

#include <functional>

#include "analysis/notify/plans.h"
#include "base/result.h"
#include "facts/notify.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::notify_check {

// One run of a daemon: supervise::Supervise, or a test's idea of one.
using RunOnce = std::function<Result<supervise::RunRecord>(const supervise::RunPlan&)>;

// Errors: those of `run` in the first run; kIo when the daemon ends at once with an error and says nothing, so that
// there is nothing to judge. A later run that fails is left out and the facts are not `complete`.
Result<NotifyFacts> Check(const CheckOptions& options, const RunOnce& run);

}  // namespace halfsecond::notify_check
