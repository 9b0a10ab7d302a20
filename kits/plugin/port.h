// The worker's end of a transport: raw bytes in, raw bytes out, both in place. A frame is made on top (worker.cc).

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "kits/plugin/descriptor.h"

namespace halfsecond::plugin {

enum class Urgency : std::uint8_t { kCanWait, kNow };

class Port {
 public:
  virtual ~Port() = default;

  // Bytes that came and were not released; waits for at least one, after everything published is on its way. Empty:
  // the host has gone.
  virtual std::span<const std::byte> Receive() = 0;
  virtual void Release(std::size_t count) = 0;

  // Room for at least `least` bytes, at most kMostReserved; waits for it. Empty: the host has gone.
  virtual std::span<std::byte> Reserve(std::size_t least) = 0;
  static constexpr std::size_t kMostReserved = std::size_t{256} << 10;

  // The first `count` bytes of what Reserve gave are complete.
  virtual void Publish(std::size_t count, Urgency urgency) = 0;
};

// Over two pipes, with a buffer of its own for each.
std::unique_ptr<Port> MakePipePort(Descriptor in, Descriptor out);

// Over a ring (ring.h), with the bell that the host sleeps on. Null: it could not be mapped.
std::unique_ptr<Port> MakeRingPort(Descriptor ring, Descriptor host_bell);

// The memory of this worker's ring, for tests that play the enemy. Null: it has none.
class RingMemory;
const RingMemory* RingInUse();

}  // namespace halfsecond::plugin
