// What SHA-1 and SHA-256 have in common (FIPS 180-4): a message in blocks of 64 bytes, the last of them padded, and a
// digest of big-endian words. And whether this processor has instructions for both.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace halfsecond {

class ShaBlocks {
 public:
  static constexpr std::size_t kBlockBytes = 64;

  // Hands on the blocks that are whole: `take(data, count)`.
  template <typename Take>
  void Add(std::span<const std::byte> bytes, const Take& take) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::size_t left = bytes.size();
    const std::size_t held = length_bytes_ % kBlockBytes;
    length_bytes_ += left;
    if (held > 0) {
      const std::size_t taken = std::min(left, kBlockBytes - held);
      std::copy_n(data, taken, rest_.begin() + static_cast<std::ptrdiff_t>(held));
      data += taken;
      left -= taken;
      if (held + taken < kBlockBytes) return;
      take(rest_.data(), 1);
    }
    take(data, left / kBlockBytes);
    std::copy_n(data + left / kBlockBytes * kBlockBytes, left % kBlockBytes, rest_.begin());
  }

  // Hands on what is left, padded (5.1.1).
  template <typename Take>
  void Finish(const Take& take) {
    constexpr std::size_t kLengthAt = kBlockBytes - 8;
    const std::uint64_t bits = length_bytes_ * 8;
    std::size_t held = length_bytes_ % kBlockBytes;
    rest_[held++] = 0x80;
    if (held > kLengthAt) {
      std::fill(rest_.begin() + static_cast<std::ptrdiff_t>(held), rest_.end(), std::uint8_t{0});
      take(rest_.data(), 1);
      held = 0;
    }
    std::fill(rest_.begin() + static_cast<std::ptrdiff_t>(held), rest_.end(), std::uint8_t{0});
    for (std::size_t i = 0; i < 8; ++i) rest_[kLengthAt + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    take(rest_.data(), 1);
  }

 private:
  std::array<std::uint8_t, kBlockBytes> rest_{};
  std::uint64_t length_bytes_ = 0;
};

// The words of a state, each with its highest byte first.
template <std::size_t kWords>
std::array<std::uint8_t, 4 * kWords> ShaDigestOf(const std::array<std::uint32_t, kWords>& state) {
  std::array<std::uint8_t, 4 * kWords> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

// The Intel SHA extensions, and SSE4.1. False on other processors.
bool HasShaInstructions();

}  // namespace halfsecond
