// Digests of texts, as their standards print them.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace halfsecond::tests {

template <typename Sha>
Sha ShaOf(std::string_view text) {
  Sha sum;
  sum.Add(std::as_bytes(std::span(text.data(), text.size())));
  return sum;
}

template <typename Sha>
std::string HexOf(Sha sum) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : sum.Finish()) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

// Is the digest of a text the same however it is cut in two?
template <typename Sha>
bool IsSameHoweverCut(const std::string& text) {
  const std::string whole = HexOf(ShaOf<Sha>(text));
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha sum = ShaOf<Sha>(std::string_view(text).substr(0, cut));
    sum.Add(std::as_bytes(std::span(text.data() + cut, text.size() - cut)));
    if (HexOf(sum) != whole) return false;
  }
  return true;
}

}  // namespace halfsecond::tests
