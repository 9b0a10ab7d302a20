#include "render/fingerprint.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace halfsecond::render {

std::string Fingerprint(const Finding& finding) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash = (hash ^ 0xffU) * 0x100000001b3ULL;
  };
  mix(finding.rule);
  mix(finding.subject);
  std::array<char, 17> digits{};
  static_cast<void>(std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash)));
  return digits.data();
}

}  // namespace halfsecond::render
