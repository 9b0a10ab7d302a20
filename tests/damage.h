// Damages a text reproducibly: the same seed gives the same ten thousand damages on every machine.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace halfsecond::tests {

// A copy in an allocation of its own size, so that AddressSanitizer sees one byte too far.
class Exact {
 public:
  explicit Exact(std::string_view text) : size_(text.size()), data_(new std::byte[text.size()]) {
    if (!text.empty()) std::memcpy(data_.get(), text.data(), text.size());
  }
  std::span<const std::byte> span() const { return {data_.get(), size_}; }
  Bytes bytes() const { return Bytes(span()); }

 private:
  std::size_t size_;
  std::unique_ptr<std::byte[]> data_;
};

// Numbers that are the same everywhere (splitmix64, Steele, Lea and Flood 2014).
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(Next() % bound); }

 private:
  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

// One damage: cut short, bytes overwritten, a piece removed, or a piece there twice.
inline std::string Damaged(std::string text, Numbers& numbers) {
  if (text.empty()) return text;
  const std::size_t at = numbers.Below(text.size());
  const std::size_t length = 1 + numbers.Below(std::min<std::size_t>(8, text.size() - at));
  switch (numbers.Below(4)) {
    case 0:
      text.resize(at);
      break;
    case 1:
      for (std::size_t i = 0; i < length; ++i) {
        constexpr std::string_view kTelling{"\n\r\t :/;\\\"'%@#[]=\0\xff", 18};
        text[at + i] =
            numbers.Below(2) == 0 ? kTelling[numbers.Below(kTelling.size())] : static_cast<char>(numbers.Below(256));
      }
      break;
    case 2:
      text.erase(at, length);
      break;
    default:
      text.insert(numbers.Below(text.size()), text, at, numbers.Below(text.size() - at));
      break;
  }
  return text;
}

// One damage of a binary: as above, or a bit flipped, a field of a header made telling, a piece copied over another.
class BinaryDamage {
 public:
  BinaryDamage(std::string_view whole, ByteOrder order) : whole_(whole), order_(order) {}

  std::string Next(Numbers& numbers) const {
    std::string text(whole_);
    // Most broken files have one fault; a second one reaches what stands behind the first check.
    for (std::size_t n = 1 + numbers.Below(2); n > 0 && !text.empty(); --n) Once(text, numbers);
    return text;
  }

 private:
  void Once(std::string& text, Numbers& numbers) const {
    const std::size_t at = numbers.Below(text.size());
    switch (numbers.Below(8)) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << numbers.Below(8)));
        break;
      case 2: {
        const std::size_t length = 1 + numbers.Below(std::min<std::size_t>(64, text.size() - at));
        text.replace(numbers.Below(text.size() - length + 1), length, text, at, length);
        break;
      }
      case 3:
        text = Damaged(std::move(text), numbers);
        break;
      default:
        Field(text, at, numbers);
        break;
    }
  }

  // A field of 1, 2, 4 or 8 bytes, at a multiple of its size, becomes a number at which arithmetic goes wrong.
  void Field(std::string& text, std::size_t at, Numbers& numbers) const {
    const std::size_t width = std::size_t{1} << numbers.Below(4);
    at -= at % width;
    if (text.size() - at < width) return;
    const std::uint64_t size = text.size();
    const std::array<std::uint64_t, 16> telling{
        0,    1,        ~0ULL, ~0ULL - 7, 0x7fffffff, 0x80000000,       1ULL << 32U, 1ULL << 63U,
        size, size - 1, at,    at + 8,    0xffff,     size - size % 16, 0xfffffff0,  numbers.Below(size)};
    const std::uint64_t value = telling[numbers.Below(telling.size())];
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t byte = order_ == ByteOrder::kLittle ? i : width - 1 - i;
      text[at + i] = static_cast<char>(value >> (8 * byte) & 0xffU);
    }
  }

  std::string_view whole_;
  ByteOrder order_;
};

// Calls `read` with each of `count` damages of a binary whose integers have `order`.
template <class Read>
void ForEachBinaryDamage(std::string_view whole, ByteOrder order, int count, Read read) {
  Numbers numbers(20240329);
  const BinaryDamage damage(whole, order);
  for (int i = 0; i < count; ++i) {
    const Exact damaged(damage.Next(numbers));
    read(damaged.bytes());
  }
}

// Calls `read` with each of `count` damages of `text`.
template <class Read>
void ForEachDamage(std::string_view text, int count, Read read) {
  Numbers numbers(20240329);
  for (int i = 0; i < count; ++i) {
    const Exact damaged(Damaged(std::string(text), numbers));
    read(damaged.bytes());
  }
}

// Calls `read` with each prefix of `text`, the empty one and the whole included.
template <class Read>
void ForEachPrefix(std::string_view text, Read read) {
  for (std::size_t n = 0; n <= text.size(); ++n) {
    const Exact prefix(text.substr(0, n));
    read(prefix.bytes());
  }
}

}  // namespace halfsecond::tests
