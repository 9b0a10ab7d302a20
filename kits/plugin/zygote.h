// The first process of a plug-in: it is started once, behind the walls of kStarting, and forks a worker whenever the
// host asks. It never sees a byte of a job. A worker puts up its own walls (kWorking) before it reads anything.

#pragma once

#include "kits/plugin/manifest.h"
#include "kits/plugin/worker.h"

namespace halfsecond::plugin {

// How a worker ends when it does not end by a signal.
inline constexpr int kExitServed = 0;
inline constexpr int kExitNoMemory = 40;
inline constexpr int kExitNotConfined = 41;

// Serves kControlDescriptor until the host closes it. Returns the exit status.
int RunZygote(JobFunction run);

}  // namespace halfsecond::plugin
