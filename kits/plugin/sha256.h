// SHA-256 (FIPS 180-4), so that the kit needs no library to know which program it is about to start.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace halfsecond::plugin {

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
  void Block(const std::uint8_t* block);

  bool by_instruction_ = false;
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> rest_{};
  std::uint64_t length_bytes_ = 0;
};

// 64 lower-case digits, and back. Nothing when `text` is not 64 digits of either case.
std::string HexOf(const Sha256Digest& digest);
std::optional<Sha256Digest> DigestFromHex(std::string_view text);

}  // namespace halfsecond::plugin
