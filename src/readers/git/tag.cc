#include "readers/git/tag.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace halfsecond::git {
namespace {

constexpr std::size_t kMaxSignatureBytes = 65'536;
constexpr std::string_view kPgp = "-----BEGIN PGP SIGNATURE-----";
constexpr std::string_view kSsh = "-----BEGIN SSH SIGNATURE-----";

using Octets = std::vector<std::uint8_t>;

constexpr unsigned kNotBase64 = 64;

unsigned Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : kNotBase64;
}

// The base64 of an armoured block, up to its checksum or end (RFC 4880, 6.2).
Octets Dearmoured(std::string_view text) {
  Octets bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  bool at_line_start = true;
  for (const char c : text.substr(0, kMaxSignatureBytes)) {
    if (at_line_start && (c == '=' || c == '-')) break;
    at_line_start = c == '\n';
    const unsigned value = Base64Value(c);
    if (value == kNotBase64) continue;
    held = (held << 6U) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(held >> bits));
    }
  }
  return bytes;
}

std::string HexOf(const Octets& bytes, std::size_t at, std::size_t length) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = at; i < bytes.size() && i - at < length; ++i) {
    hex += kHex[bytes[i] >> 4U];
    hex += kHex[bytes[i] & 15U];
  }
  return hex;
}

std::size_t Number(const Octets& bytes, std::size_t at, std::size_t length) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < length && at + i < bytes.size(); ++i) number = (number << 8U) | bytes[at + i];
  return number;
}

// The issuer among the subpackets in [at, end): type 33 (fingerprint) or 16 (key id), RFC 4880 5.2.3.1.
std::string IssuerIn(const Octets& bytes, std::size_t at, std::size_t end) {
  std::string key;
  end = std::min(end, bytes.size());
  while (at < end) {
    std::size_t length = bytes[at++];
    if (length >= 192 && length < 255) {
      length = ((length - 192) << 8U) + Number(bytes, at, 1) + 192;
      at += 1;
    } else if (length == 255) {
      length = Number(bytes, at, 4);
      at += 4;
    }
    if (length == 0 || at >= end || length > end - at) break;
    const unsigned type = bytes[at] & 0x7fU;
    if (type == 16 && length == 9) return HexOf(bytes, at + 1, 8);
    if (type == 33 && length >= 10) key = HexOf(bytes, at + length - 8, 8);
    at += length;
  }
  return key;
}

// The key of the first packet, which must be a signature of version 3 or 4.
std::string PgpKey(const Octets& bytes) {
  if (bytes.size() < 12 || (bytes[0] & 0x80U) == 0) return {};
  const bool is_new = (bytes[0] & 0x40U) != 0;
  const unsigned tag = is_new ? bytes[0] & 0x3fU : (bytes[0] >> 2U) & 0xfU;
  if (tag != 2) return {};
  std::size_t at = 1;
  if (is_new) {
    at += bytes[1] < 192 ? 1U : bytes[1] < 224 ? 2U : 5U;
  } else {
    constexpr std::size_t kLengths[] = {1, 2, 4, 0};
    at += kLengths[bytes[0] & 3U];
  }
  if (at + 6 >= bytes.size()) return {};
  if (bytes[at] == 3) return HexOf(bytes, at + 7, 8);
  if (bytes[at] != 4) return {};
  const std::size_t hashed = Number(bytes, at + 4, 2);
  std::string key = IssuerIn(bytes, at + 6, at + 6 + hashed);
  if (!key.empty()) return key;
  const std::size_t unhashed = at + 6 + hashed;
  return IssuerIn(bytes, unhashed + 2, unhashed + 2 + Number(bytes, unhashed, 2));
}

// PROTOCOL.sshsig: "SSHSIG", version, then the public key as a string.
std::string SshKey(const Octets& bytes) {
  constexpr std::size_t kKeyAt = 10;
  const std::size_t length = Number(bytes, kKeyAt, 4);
  if (bytes.size() < kKeyAt + 4 || length < 8 || length > bytes.size() - kKeyAt - 4) return {};
  return "ssh-" + HexOf(bytes, kKeyAt + 4 + length - 8, 8);
}

}  // namespace

std::string SigningKey(std::string_view text) {
  if (const std::size_t at = text.rfind(kPgp); at != std::string_view::npos) {
    // Armour headers end with an empty line.
    std::string_view armour = text.substr(at + kPgp.size());
    const std::size_t body = armour.find("\n\n");
    const std::size_t other = armour.find("\n \n");
    const std::size_t start = std::min(body, other);
    return start == std::string_view::npos ? std::string() : PgpKey(Dearmoured(armour.substr(start + 1)));
  }
  if (const std::size_t at = text.rfind(kSsh); at != std::string_view::npos) {
    return SshKey(Dearmoured(text.substr(std::min(at + kSsh.size() + 1, text.size()))));
  }
  return {};
}

bool ReadPerson(std::string_view line, LogPerson& person) {
  const std::size_t open = line.find('<');
  const std::size_t close = open == std::string_view::npos ? open : line.find('>', open);
  if (close == std::string_view::npos) return false;
  person.name = line.substr(0, open > 0 ? open - 1 : 0);
  person.address = line.substr(open + 1, close - open - 1);
  const std::string_view date = line.substr(std::min(close + 2, line.size()));
  person.is_date_broken = std::from_chars(date.data(), date.data() + date.size(), person.seconds).ec != std::errc();
  if (person.is_date_broken || person.seconds < 0) person.seconds = 0;
  return true;
}

Result<Tag> ReadTag(Bytes object) {
  const std::string_view text = object.text();
  Tag tag;
  std::size_t at = 0;
  while (at < text.size() && text[at] != '\n') {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with("object ") && !ParseObjectId(line.substr(7), tag.object)) tag.object = {};
    if (line.starts_with("type ")) tag.type = line.substr(5);
    if (line.starts_with("tag ")) tag.name = line.substr(4);
    if (line.starts_with("tagger ")) ReadPerson(line.substr(7), tag.tagger);
    at = std::min(end + 1, text.size());
  }
  if (tag.object.length == 0) return Error{Error::Kind::kMalformed, "a tag that points at nothing", object.base()};
  tag.key = SigningKey(text.substr(at));
  return tag;
}

}  // namespace halfsecond::git
