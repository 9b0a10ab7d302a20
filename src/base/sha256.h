// SHA-256 (FIPS 180-4): what git names the objects of newer repositories by. With the processor's own instructions
// where it has them.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/sha_blocks.h"

namespace halfsecond {

using Sha256Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  // kFastest: by the processor's own instructions where it has them.
  enum class Way : std::uint8_t { kFastest, kPortable };
  explicit Sha256(Way way = Way::kFastest);

  Sha256& Add(std::span<const std::byte> bytes);

  // The digest of all that was added. Call it once, last.
  Sha256Digest Finish();

 private:
  void Blocks(const std::uint8_t* data, std::size_t blocks);

  bool by_instruction_ = false;
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  ShaBlocks blocks_;
};

}  // namespace halfsecond
