#include "readers/archive/bzip2_marks.h"

#include <algorithm>
#include <array>

namespace halfsecond::archive {
namespace {

// A mark covers five bytes in a row, whichever bit it begins at: so one of every four pairs of bytes lies inside it,
// and only such pairs are looked up. Nearly all are no part of a mark.
constexpr std::uint64_t kStep = 4;
constexpr std::uint64_t kPairBits = 16;

// Which pairs of bytes lie inside a mark, a bit each.
class PairsOfMarks {
 public:
  constexpr PairsOfMarks() {
    for (const std::uint64_t mark : {Bzip2Mark::kBlock, Bzip2Mark::kEndOfStream}) {
      for (std::uint64_t shift = 0; shift <= Bzip2Mark::kBits - kPairBits; ++shift) {
        const std::uint64_t pair = mark >> shift & 0xffffU;
        words_[pair / 64] |= 1ULL << pair % 64;
      }
    }
  }
  constexpr bool Has(std::uint64_t pair) const { return (words_[pair / 64] >> pair % 64 & 1U) != 0; }

 private:
  std::array<std::uint64_t, 1024> words_{};
};
constexpr PairsOfMarks kPairs;

std::optional<Bzip2Mark> MarkAt(Bytes bytes, std::uint64_t at_bit) {
  const std::uint64_t bits = BitsAt(bytes, at_bit, Bzip2Mark::kBits);
  if (bits == Bzip2Mark::kBlock) return Bzip2Mark{at_bit, Bzip2Mark::Kind::kBlock};
  if (bits == Bzip2Mark::kEndOfStream) return Bzip2Mark{at_bit, Bzip2Mark::Kind::kEndOfStream};
  return std::nullopt;
}

}  // namespace

std::uint64_t BitsAt(Bytes bytes, std::uint64_t at_bit, unsigned count) {
  const std::uint64_t first = at_bit / 8;
  if (bytes.size() - first >= sizeof(std::uint64_t)) {
    const auto word = bytes.IntegerUnchecked<std::uint64_t>(first, ByteOrder::kBig);
    return word << at_bit % 8 >> (64 - count);
  }
  std::uint64_t word = 0;
  for (std::uint64_t i = first; i < bytes.size(); ++i) {
    word |= std::uint64_t{bytes.IntegerUnchecked<std::uint8_t>(i, ByteOrder::kBig)} << (56 - 8 * (i - first));
  }
  return word << at_bit % 8 >> (64 - count);
}

std::optional<Bzip2Mark> NextBzip2Mark(Bytes bytes, std::uint64_t from_bit) {
  const std::uint64_t all_bits = bytes.size() * 8;
  if (all_bits < Bzip2Mark::kBits) return std::nullopt;
  const std::uint64_t last = all_bits - Bzip2Mark::kBits;  // where the last mark can begin
  if (from_bit > last) return std::nullopt;
  // Of a mark, the pair that is looked up begins at its first whole byte or up to three bytes later.
  for (std::uint64_t at = from_bit / 8 / kStep * kStep; bytes.size() - at >= 2; at += kStep) {
    if (kPairs.Has(bytes.IntegerUnchecked<std::uint16_t>(at, ByteOrder::kBig))) {
      const std::uint64_t earliest = at * 8 < 8 * kStep ? 0 : at * 8 - 8 * kStep + 1;
      for (std::uint64_t bit = std::max(from_bit, earliest); bit <= std::min(at * 8, last); ++bit) {
        if (const auto mark = MarkAt(bytes, bit)) return mark;
      }
    }
    if (bytes.size() - at < kStep) break;
  }
  return std::nullopt;
}

}  // namespace halfsecond::archive
