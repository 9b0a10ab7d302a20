#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "readers/git/pack_index.h"

namespace {

constexpr std::size_t kIdBytes = 20;
constexpr std::size_t kCountsAt = 8;
constexpr std::size_t kNamesAt = kCountsAt + std::size_t{256} * 4;

// The names of an index of fewer than 2^16 objects.
class Names {
 public:
  Names(const std::uint8_t* index, std::size_t count) : index_(index), count_(count) {}

  const std::uint8_t* At(std::size_t i) const { return index_ + kNamesAt + i * kIdBytes; }
  bool Have(const std::uint8_t* name) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (std::memcmp(At(i), name, kIdBytes) == 0) return true;
    }
    return false;
  }
  // In their order, each where the counts say that those of its first byte are.
  bool AreAsTheyMustBe() const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (i > 0 && std::memcmp(At(i - 1), At(i), kIdBytes) >= 0) return false;
      const std::size_t first = At(i)[0];
      if (i < Before(first) || i >= Before(first + 1)) return false;
    }
    return true;
  }

 private:
  std::size_t Before(std::size_t byte) const {
    const std::uint8_t* behind = index_ + kCountsAt + 4 * byte;
    return byte == 0 ? 0 : std::size_t{behind[-1]} | std::size_t{behind[-2]} << 8U;
  }

  const std::uint8_t* index_;
  std::size_t count_;
};

}  // namespace

// An index, and behind it what is asked for. Where the names are sorted as they must be, what is found is what is
// there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kIdBytes) return 0;
  halfsecond::MemorySource source(std::as_bytes(std::span(data, size - kIdBytes)));
  const auto index = halfsecond::git::PackIndex::Read(source, kIdBytes);
  if (!index.ok() || index->size() >= 0x10000) return 0;
  const Names names(data, index->size());
  const bool are_sorted = names.AreAsTheyMustBe();
  for (std::size_t i = 0; i <= index->size() && i < 64; ++i) {
    halfsecond::git::ObjectId id;
    id.length = kIdBytes;
    std::memcpy(id.bytes.data(), i == index->size() ? data + size - kIdBytes : names.At(i), kIdBytes);
    const auto has = index->Has(id);
    const bool is_there = names.Have(id.bytes.data());
    if (!has.ok() || (*has && !is_there) || (are_sorted && !*has && is_there)) std::abort();
  }
  return 0;
}
