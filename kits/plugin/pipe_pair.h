// The two pipes of a worker or a filter, one each way.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

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

// What comes out of a worker or a filter: the host's reading end, which does not block, and a buffer.
class PipeOutput {
 public:
  explicit PipeOutput(Descriptor end);

  // What is there now, at most 256 KiB, valid until the next call. Empty: nothing for now, or, if closed(), ever.
  std::span<const std::byte> Read();

  bool closed() const { return closed_; }

  // What to wait for; -1 once closed.
  int descriptor() const { return closed_ ? -1 : end_.number(); }

 private:
  Descriptor end_;
  std::unique_ptr<std::byte[]> buffer_;
  bool closed_ = false;
};

}  // namespace halfsecond::plugin
