// The name of a git object in a repository of SHA-1: the digest of its type, its size and its bytes.

#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace halfsecond::git {

struct Sha1Id {
  static constexpr std::size_t kBytes = 20;  // SHA-1; a repository of SHA-256 says so and is not read

  std::array<std::uint8_t, kBytes> bytes{};

  friend bool operator==(const Sha1Id&, const Sha1Id&) = default;
  friend auto operator<=>(const Sha1Id&, const Sha1Id&) = default;
};

struct Sha1IdHash {
  std::size_t operator()(const Sha1Id& id) const {
    std::size_t first = 0;
    std::memcpy(&first, id.bytes.data(), sizeof first);
    return first;
  }
};

// 40 lower-case digits, and back. Nothing when `text` is not that.
std::string HexOf(const Sha1Id& id);
std::optional<Sha1Id> Sha1IdFromHex(std::string_view text);

// The name that git would give `content` as a blob.
Sha1Id BlobId(std::string_view content);

}  // namespace halfsecond::git
