#include "readers/git/object_id.h"

#include <algorithm>

#include "base/text.h"

namespace halfsecond::git {
namespace {

constexpr std::uint8_t kNoDigit = 0xff;
constexpr std::array<std::uint8_t, 256> kDigits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNoDigit);
  for (std::size_t i = 0; i < 10; ++i) table['0' + i] = static_cast<std::uint8_t>(i);
  for (std::size_t i = 0; i < 6; ++i) table['a' + i] = static_cast<std::uint8_t>(10 + i);
  return table;
}();

}  // namespace

bool ObjectId::is_null() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::string ObjectId::Hex(std::size_t digits) const {
  return HexDigits(std::span(bytes).first(length)).substr(0, digits);
}

bool ParseObjectId(std::string_view hex, ObjectId& id) {
  if (hex.size() != 40 && hex.size() != 64) return false;
  id.bytes.fill(0);
  unsigned all = 0;
  for (std::size_t i = 0; i < hex.size() / 2; ++i) {
    const unsigned high = kDigits[static_cast<unsigned char>(hex[2 * i])];
    const unsigned low = kDigits[static_cast<unsigned char>(hex[2 * i + 1])];
    all |= high | low;
    id.bytes[i] = static_cast<std::uint8_t>((high << 4U) | low);
  }
  id.length = static_cast<std::uint8_t>(hex.size() / 2);
  return all < 16;
}

std::optional<ObjectId> ObjectIdOf(std::string_view hex) {
  ObjectId id;
  return ParseObjectId(hex, id) ? std::optional(id) : std::nullopt;
}

std::optional<ObjectId> ObjectIdBehind(std::string_view key, std::string_view text) {
  if (!text.starts_with(key)) return std::nullopt;
  text.remove_prefix(key.size());
  return ObjectIdOf(text.substr(0, text.find('\n')));
}

}  // namespace halfsecond::git
