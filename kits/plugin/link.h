// The host's end of a transport to one worker. It never blocks and never trusts: what the worker sent is taken apart by
// the Deframer, out of the host's own memory or, from a ring, under a copied header.

#pragma once

#include <poll.h>

#include <array>
#include <memory>
#include <optional>
#include <span>

#include "kits/plugin/descriptor.h"
#include "kits/plugin/outcome.h"
#include "kits/plugin/verdict.h"
#include "kits/plugin/wire.h"

namespace halfsecond::plugin {

class Link {
 public:
  virtual ~Link() = default;

  // The start of a job: goes out with the first bytes of input.
  virtual void Begin(std::uint64_t sequence, std::uint32_t operation, std::span<const std::byte> parameters) = 0;

  // Takes what it has room for from the front of the input and returns how much. What it did not take must be offered
  // again, unchanged, at the front of the next offer. `last`: the stream ends with these bytes; 0 bytes may be last.
  enum class Last : std::uint8_t { kNo, kYes };
  virtual Outcome<std::size_t> Offer(std::span<const std::byte> bytes, Last last) = 0;

  // All of the input, its end included, is on its way.
  virtual bool sent() const = 0;

  // The next piece of what the worker sent, valid until the next call. Nothing: there is no more for now. Faults:
  // kProtocol.
  virtual Outcome<std::optional<Deframer::Piece>> Next() = 0;

  // The worker has closed its side: nothing more will come.
  virtual bool closed() const = 0;

  // Adds what to wait for before going to sleep; whether it is for room, too. False: do not sleep, there is something.
  enum class Need : std::uint8_t { kOutput, kOutputOrRoom };
  virtual bool Watch(Need need, std::array<pollfd, 2>& watched) = 0;

  // The pieces lie in memory that the worker can still change: look at a byte once, or copy it first.
  virtual bool shared() const = 0;

  // What the end of the worker's process says of the job. Nothing: it owes a verdict.
  virtual std::optional<Verdict> VerdictAtEnd(int /*status*/) const { return std::nullopt; }
};

// What a worker is to be given of a new link, and the link itself.
struct NewLink {
  std::unique_ptr<Link> link;
  std::array<Descriptor, 3> for_worker;
  std::size_t count = 0;
};

// Faults: kSpawn with an errno.
Outcome<NewLink> MakePipeLink();
Outcome<NewLink> MakeRingLink();
Outcome<NewLink> MakeRawLink();  // stdin and stdout of a filter: no frames

}  // namespace halfsecond::plugin
