#include "readers/git/sha1_id.h"

#include "base/sha1.h"

namespace halfsecond::git {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string HexOf(const Sha1Id& id) {
  std::string text;
  text.reserve(2 * id.bytes.size());
  for (const std::uint8_t byte : id.bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::optional<Sha1Id> Sha1IdFromHex(std::string_view text) {
  Sha1Id id;
  if (text.size() != 2 * id.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t value = kDigits.find(text[i]);
    if (value == std::string_view::npos) return std::nullopt;
    id.bytes[i / 2] = static_cast<std::uint8_t>(unsigned{id.bytes[i / 2]} << 4U | static_cast<unsigned>(value));
  }
  return id;
}

Sha1Id BlobId(std::string_view content) {
  const std::string header = "blob " + std::to_string(content.size()) + '\0';
  Sha1 sum;
  sum.Add(std::as_bytes(std::span(header.data(), header.size())));
  sum.Add(std::as_bytes(std::span(content.data(), content.size())));
  return {sum.Finish()};
}

}  // namespace halfsecond::git
