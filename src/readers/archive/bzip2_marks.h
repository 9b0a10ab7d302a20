// Where in a bzip2 stream a block may begin and a stream may end: at any bit, behind 48 bits that say so. The same bits
// can stand inside a block by chance or by intent, so a mark is a place to try, never a fact about the stream.
//
// Source: libbz2's decompress.c (the format has no other specification).

#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace halfsecond::archive {

struct Bzip2Mark {
  static constexpr std::uint64_t kBlock = 0x314159265359;        // pi; a block's CRC follows
  static constexpr std::uint64_t kEndOfStream = 0x177245385090;  // its root; the CRC of all blocks follows
  static constexpr std::uint64_t kBits = 48;
  static constexpr std::uint64_t kCrcBits = 32;

  enum class Kind : std::uint8_t { kBlock, kEndOfStream };
  std::uint64_t at_bit = 0;  // its first bit; the highest bit of the first byte is bit 0
  Kind kind = Kind::kBlock;
};

// The first mark that begins at `from_bit` or later and is whole in `bytes`; they may overlap.
std::optional<Bzip2Mark> NextBzip2Mark(Bytes bytes, std::uint64_t from_bit);

// The `count` bits from `at_bit`, as a number. REQUIRES: they are in `bytes`; 0 < count <= 56.
std::uint64_t BitsAt(Bytes bytes, std::uint64_t at_bit, unsigned count);

}  // namespace halfsecond::archive
