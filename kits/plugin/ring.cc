#include "kits/plugin/ring.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kMapped = RingMemory::kPage + 4 * std::size_t{kRingBytes};

bool Place(std::byte* at, std::size_t bytes, int descriptor, std::size_t offset) {
  return mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, descriptor, static_cast<off_t>(offset)) == at;
}

}  // namespace

std::optional<RingMemory> RingMemory::Map(int descriptor) {
  void* reserved = mmap(nullptr, kMapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return std::nullopt;
  RingMemory memory(static_cast<std::byte*>(reserved));
  std::byte* at = memory.base_;
  if (!Place(at, kPage, descriptor, 0)) return std::nullopt;
  at += kPage;
  for (std::size_t ring = 0; ring < 2; ++ring) {
    for (int copy = 0; copy < 2; ++copy, at += kRingBytes) {
      if (!Place(at, kRingBytes, descriptor, kPage + ring * kRingBytes)) return std::nullopt;
    }
  }
  return memory;
}

RingMemory::RingMemory(RingMemory&& other) noexcept : base_(std::exchange(other.base_, nullptr)) {}

RingMemory::~RingMemory() {
  if (base_ != nullptr) munmap(base_, kMapped);
}

Outcome<Descriptor> MakeRingFile() {
  Descriptor file(memfd_create("halfsecond-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.ok() || ftruncate(file.number(), static_cast<off_t>(RingMemory::kFileBytes)) != 0 ||
      fcntl(file.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return FaultOf(Fault::Kind::kSpawn, "a ring", errno);
  }
  return file;
}

bool TakeWish(std::atomic<std::uint32_t>& wants, std::uint32_t ready) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if ((wants.load(std::memory_order_relaxed) & ready) == 0) return false;
  return (wants.exchange(0) & ready) != 0;
}

}  // namespace halfsecond::plugin
