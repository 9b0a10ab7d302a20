// Damages a text reproducibly: the same seed gives the same ten thousand damages on every machine.

#pragma once

#include <algorithm>
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
  Bytes bytes() const { return Bytes(std::span<const std::byte>(data_.get(), size_)); }

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
