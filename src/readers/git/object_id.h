// A git object's name: SHA-1 or SHA-256, kept as bytes.

#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace halfsecond::git {

struct ObjectId {
  std::array<std::uint8_t, 32> bytes{};  // a SHA-1 fills the first 20
  std::uint8_t length = 0;               // 20 or 32; 0: none

  friend bool operator==(const ObjectId& a, const ObjectId& b) {
    return a.length == b.length && std::memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
  }

  friend bool operator<(const ObjectId& a, const ObjectId& b) {
    return std::memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) < 0;
  }

  // Git's name for "no object": all zeros.
  bool is_null() const;
  // In hexadecimal, the whole or the first `digits`.
  std::string Hex(std::size_t digits = 64) const;
};

// The id that `hex` spells. False when it is not 40 or 64 hexadecimal digits.
bool ParseObjectId(std::string_view hex, ObjectId& id);
std::optional<ObjectId> ObjectIdOf(std::string_view hex);

// The id that follows `key` where `text` begins with it, up to the line's end: "tree 4b825d...".
std::optional<ObjectId> ObjectIdBehind(std::string_view key, std::string_view text);

// For hash tables: a name is already as random as a hash can be.
struct ObjectIdHash {
  std::size_t operator()(const ObjectId& id) const {
    std::size_t hash = 0;
    std::memcpy(&hash, id.bytes.data(), sizeof hash);
    return hash;
  }
};

}  // namespace halfsecond::git
