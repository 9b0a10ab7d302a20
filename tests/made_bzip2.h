// bzip2 files for tests, made by the library, and made odd.

#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/damage.h"
#include "tests/plugins/in_process.h"

namespace halfsecond::tests {

inline constexpr int kBlockAtLevelOne = 99'981;  // bytes without runs in a block

inline std::string Bzip2(std::string_view text, int level = 9) {
  std::string packed;
  const auto way = codec::testing::InProcess(codec::Format::kBzip2, codec::Direction::kEncode);
  REQUIRE(way(text, level, [&](std::span<const std::byte> piece) { packed += Bytes(piece).text(); }));
  return packed;
}

// What the library makes of the first stream; nothing where it complains.
inline std::optional<std::string> Bunzip2(std::string_view packed) {
  std::string text;
  const auto way = codec::testing::InProcess(codec::Format::kBzip2, codec::Direction::kDecode);
  if (!way(packed, 0, [&](std::span<const std::byte> piece) { text += Bytes(piece).text(); })) return std::nullopt;
  return text;
}

// Bytes that do not compress.
inline std::string Noise(std::size_t bytes, std::uint64_t seed = 1) {
  Numbers numbers(seed);
  std::string text(bytes, '\0');
  std::generate(text.begin(), text.end(), [&] { return static_cast<char>(numbers.Below(256)); });
  return text;
}

// Text that does.
inline std::string Lines(std::size_t bytes) {
  Numbers numbers(2);
  std::string text;
  while (text.size() < bytes) text += "line " + std::to_string(numbers.Below(100'000)) + " of what nobody reads\n";
  text.resize(bytes);
  return text;
}

inline std::string ToBits(std::string_view text) {
  std::string bits;
  for (const char byte : text) {
    for (int i = 7; i >= 0; --i) bits += (static_cast<unsigned char>(byte) >> i & 1) != 0 ? '1' : '0';
  }
  return bits;
}

inline std::string FromBits(std::string bits) {
  bits.resize((bits.size() + 7) / 8 * 8, '0');
  std::string text(bits.size() / 8, '\0');
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] == '1') text[i / 8] = static_cast<char>(static_cast<unsigned char>(text[i / 8]) | 0x80U >> i % 8);
  }
  return text;
}

inline std::string BitsOf(std::uint64_t value, int count) {
  std::string bits;
  while (--count >= 0) bits += (value >> count & 1U) != 0 ? '1' : '0';
  return bits;
}

// A stream whose first block has these 48 bits among its selectors, behind the last that is used: the library reads
// over them. REQUIRES: the block has 600 symbols or more, so that no run of ones in the bits is too long for one.
inline std::string WithBitsInside(std::string_view packed, std::uint64_t planted) {
  std::string bits = ToBits(packed);
  const auto number = [&](std::size_t at, std::size_t count) {
    return std::stoull(bits.substr(at, count), nullptr, 2);
  };
  std::size_t at = 32 + 48 + 32 + 1 + 24;
  const auto groups_used = static_cast<std::uint16_t>(number(at, 16));
  at += 16 + 16 * static_cast<std::size_t>(std::popcount(groups_used)) + 3;
  const std::size_t count_at = at;
  const std::size_t count = number(at, 15);
  at += 15;
  for (std::size_t i = 0; i < count; ++i) at = bits.find('0', at) + 1;
  const std::string more = BitsOf(planted, 48) + "0";
  bits.insert(at, more);
  const auto zeros = static_cast<std::size_t>(std::count(more.begin(), more.end(), '0'));
  bits.replace(count_at, 15, BitsOf(count + zeros, 15));
  // What filled the last byte before.
  bits.resize(bits.rfind(BitsOf(0x177245385090, 48)) + 80);
  return FromBits(bits);
}

}  // namespace halfsecond::tests
