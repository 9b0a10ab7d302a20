// A look at the descriptors of a daemon and of the programs it started.

#pragma once

#include <sys/types.h>

#include <cstdint>

#include "sandbox/supervise/record.h"

namespace halfsecond::supervise {

// What the processes under `main` hold. `listener_inode` is the socket we passed as descriptor 3 (the next one is then
// the stranger), or 0. Not `done` when /proc is closed to us, as for a daemon of another user.
Inspection Inspect(pid_t main, std::uint64_t listener_inode);

}  // namespace halfsecond::supervise
