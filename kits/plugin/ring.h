// Memory shared by a host and one worker: a ring of 1 MiB each way, and words about who sleeps.
//
// Each ring is mapped twice in a row, so that what wraps around is contiguous all the same. An index counts bytes for
// ever, modulo 2^32; its owner keeps it in its own memory and only writes it here. What the peer writes is copied once
// and checked before it is used: a worker may write anything anywhere in here, at any time.
//
// Doorbells have watermarks: whoever sleeps is woken when half of a ring is ready for it, and always before the other
// side goes to sleep itself. Waking for every piece would cost more than the copy that the ring saves.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "kits/plugin/descriptor.h"
#include "kits/plugin/outcome.h"

namespace halfsecond::plugin {

inline constexpr std::uint32_t kRingBytes = 1U << 20;
inline constexpr std::uint32_t kWatermark = kRingBytes / 2;

// What a sleeper waits for.
inline constexpr std::uint32_t kWantsBytes = 1;
inline constexpr std::uint32_t kWantsRoom = 2;

// One direction's indexes, each on a cache line of its own.
struct RingIndexes {
  alignas(64) std::atomic<std::uint32_t> head;  // written by the producer
  alignas(64) std::atomic<std::uint32_t> tail;  // written by the consumer
};

struct RingControl {
  RingIndexes to_worker;
  RingIndexes to_host;
  alignas(64) std::atomic<std::uint32_t> host_wants;  // not 0: it sleeps, or is about to
  alignas(64) std::atomic<std::uint32_t> worker_wants;
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free && sizeof(RingControl) <= 4096);

// A mapping of the whole, by either side.
class RingMemory {
 public:
  // Maps what the descriptor holds. Nothing with errno when it cannot.
  static std::optional<RingMemory> Map(int descriptor);
  RingMemory(RingMemory&& other) noexcept;
  RingMemory& operator=(RingMemory&&) = delete;
  ~RingMemory();

  RingControl& control() const { return *reinterpret_cast<RingControl*>(base_); }
  std::byte* to_worker(std::uint32_t index) const { return base_ + kPage + index % kRingBytes; }
  std::byte* to_host(std::uint32_t index) const {
    return base_ + kPage + std::size_t{2} * kRingBytes + index % kRingBytes;
  }

  static constexpr std::size_t kPage = 4096;
  static constexpr std::size_t kFileBytes = kPage + 2 * std::size_t{kRingBytes};

 private:
  explicit RingMemory(std::byte* base) : base_(base) {}
  std::byte* base_;
};

// A new ring for one worker, sealed: nobody can make it shorter under us.
Outcome<Descriptor> MakeRingFile();

// Bytes between a tail and a head. Nothing when the peer's index is not possible.
inline std::optional<std::uint32_t> BytesBetween(std::uint32_t tail, std::uint32_t head) {
  const std::uint32_t bytes = head - tail;
  if (bytes > kRingBytes) return std::nullopt;
  return bytes;
}

// Clears the sleeper's word if it waits for any of `ready`, and says whether: then it is to be woken. The host sleeps
// on a descriptor, as it waits for other things, too; the worker on the word itself (futex(2)), as waking it must never
// block the host, whatever the worker does to a descriptor that both have.
bool TakeWish(std::atomic<std::uint32_t>& wants, std::uint32_t ready);

}  // namespace halfsecond::plugin
