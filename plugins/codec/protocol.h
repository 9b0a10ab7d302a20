// What the codec plug-in can be asked: a format, a direction and a level. Host and plug-in share this file and nothing
// else.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace halfsecond::codec {

enum class Format : std::uint32_t { kGzip = 1, kXz = 2, kZstd = 3, kBzip2 = 4, kLz4 = 5 };
enum class Direction : std::uint8_t { kDecode = 0, kEncode = 1 };

// The operation is the format; the parameters are these two bytes. A level means what it means to the library; 0 is
// the library's own default.
using Parameters = std::array<std::byte, 2>;

constexpr Parameters ParametersOf(Direction direction, std::uint8_t level = 0) {
  return {static_cast<std::byte>(direction), static_cast<std::byte>(level)};
}

}  // namespace halfsecond::codec
