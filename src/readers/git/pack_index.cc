#include "readers/git/pack_index.h"

#include <algorithm>
#include <cstring>

namespace halfsecond::git {
namespace {

constexpr std::uint32_t kMagic = 0xff744f63;
constexpr std::uint32_t kVersion = 2;
constexpr std::uint64_t kCountsAt = 8;
constexpr std::uint64_t kNamesAt = kCountsAt + 256ULL * 4;
constexpr std::uint64_t kNamesAtOnce = 64;

// The bytes of a name behind the first, as a number: how far into the names that begin alike it is, out of 2^32.
std::uint64_t ShareOf(const ObjectId& id) {
  std::uint64_t share = 0;
  for (std::size_t i = 1; i <= 4; ++i) share = share << 8U | id.bytes[i];
  return share;
}

}  // namespace

Result<PackIndex> PackIndex::Read(Source& source, std::uint8_t id_bytes) {
  HS_TRY(head, source.At(0, kNamesAt));
  if (head.IntegerUnchecked<std::uint32_t>(0, ByteOrder::kBig) != kMagic ||
      head.IntegerUnchecked<std::uint32_t>(4, ByteOrder::kBig) != kVersion) {
    return Error{Error::Kind::kUnsupported, "no index of a pack of version 2", 0};
  }
  PackIndex index(source, id_bytes);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint64_t at = kCountsAt + 4 * i;
    index.before_[i + 1] = head.IntegerUnchecked<std::uint32_t>(at, ByteOrder::kBig);
    if (index.before_[i + 1] < index.before_[i]) {
      return Error{Error::Kind::kMalformed, "counts of a pack's objects that shrink", at};
    }
  }
  // Of each object a name, a sum and a place; behind them the names of the pack and of this.
  const std::uint64_t least = kNamesAt + std::uint64_t{index.size()} * (id_bytes + 8U) + 2ULL * id_bytes;
  if (source.size() < least) return Error{Error::Kind::kTruncated, "an index of a pack that is cut short", least};
  return index;
}

Result<bool> PackIndex::Has(const ObjectId& id) const {
  if (id.length != id_bytes_) return false;
  std::uint64_t first = before_[id.bytes[0]];
  std::uint64_t end = before_[id.bytes[0] + std::size_t{1}];
  // Names are as good as random: the first guess is nearly always the right page. Whoever wrote others costs a halving.
  std::uint64_t guess = first + ((end - first) * ShareOf(id) >> 32U);
  while (first < end) {
    const std::uint64_t count = std::min(kNamesAtOnce, end - first);
    const std::uint64_t page = std::clamp(guess - std::min(guess, count / 2), first, end - count);
    HS_TRY(names, source_->Window(kNamesAt + page * id_bytes_, count * id_bytes_));
    const auto order_of = [&](std::uint64_t i) {
      return std::memcmp(names.text().data() + i * id_bytes_, id.bytes.data(), id_bytes_);
    };
    if (order_of(0) > 0) {
      end = page;
    } else if (order_of(count - 1) < 0) {
      first = page + count;
    } else {
      for (std::uint64_t i = 0; i < count; ++i) {
        if (order_of(i) == 0) return true;
      }
      return false;
    }
    guess = first + (end - first) / 2;
  }
  return false;
}

}  // namespace halfsecond::git
