// SHA-1 (FIPS 180-4): what git names its objects by, and nothing that trust rests on alone. With the processor's own
// instructions where it has them.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/sha_blocks.h"

namespace halfsecond {

using Sha1Digest = std::array<std::uint8_t, 20>;

class Sha1 {
 public:
  Sha1& Add(std::span<const std::byte> bytes);

  // The digest of all that was added. Call it once, last.
  Sha1Digest Finish();

 private:
  std::array<std::uint32_t, 5> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  ShaBlocks blocks_;
};

}  // namespace halfsecond
