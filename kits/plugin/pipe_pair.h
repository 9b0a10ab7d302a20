// The two pipes of a worker or a filter, one each way.
#pragma once

#include "kits/plugin/descriptor.h"
#include "kits/plugin/outcome.h"

namespace halfsecond::plugin {

// The host's ends do not block. `in_other_end` is a second hold on the worker's reading end: while it is open, writing
// to a worker that has gone is no SIGPIPE in the adopter's process.
struct PipePair {
  Descriptor host_in;
  Descriptor host_out;
  Descriptor worker_in;
  Descriptor worker_out;
  Descriptor in_other_end;
};

// Faults: kSpawn with an errno.
Outcome<PipePair> OpenPipePair();

}  // namespace halfsecond::plugin
