#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "readers/git/pack_index.h"

namespace {

constexpr std::size_t kIdBytes = 20;
constexpr std::size_t kNamesAt = 8 + 256 * 4;

}  // namespace

// An index, and behind it what is asked for. Where the names are sorted as they must be, what is found is what is
// there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kIdBytes) return 0;
  const auto all = std::as_bytes(std::span(data, size));
  halfsecond::MemorySource source(all.first(size - kIdBytes));
  const auto index = halfsecond::git::PackIndex::Read(source, kIdBytes);
  if (!index.ok()) return 0;
  const std::uint8_t* names = data + kNamesAt;
  const auto name = [&](std::size_t i) { return names + i * kIdBytes; };
  bool are_sorted = true;
  for (std::size_t i = 0; i + 1 < index->size(); ++i) are_sorted &= std::memcmp(name(i), name(i + 1), kIdBytes) < 0;
  for (std::size_t i = 0; i < index->size(); ++i) {
    const std::size_t first = name(i)[0];
    const auto before = [&](std::size_t byte) {
      return byte == 0 ? 0U : unsigned{data[8 + 4 * byte - 1]} | unsigned{data[8 + 4 * byte - 2]} << 8U;
    };
    are_sorted &= before(first) <= i && i < before(first + 1);
  }
  for (std::size_t i = 0; i <= index->size() && i < 64; ++i) {
    halfsecond::git::ObjectId id;
    id.length = kIdBytes;
    std::memcpy(id.bytes.data(), i == index->size() ? data + size - kIdBytes : name(i), kIdBytes);
    const auto has = index->Has(id);
    if (!has.ok()) std::abort();
    bool is_there = false;
    for (std::size_t k = 0; k < index->size(); ++k) is_there |= std::memcmp(name(k), id.bytes.data(), kIdBytes) == 0;
    if (are_sorted && index->size() < 0x10000 && *has != is_there) std::abort();
    if (*has && !is_there) std::abort();
  }
  return 0;
}
