#include <cstddef>
#include <cstdint>
#include <string_view>

#include "readers/deb/exclusions.h"

// The first line is a path, the rest a debian/copyright. A pattern that takes out a folder takes out all below it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || size > 4096) return 0;
  auto exclusions = halfsecond::deb::ReadExclusions(halfsecond::Bytes::Of(text.substr(end + 1)), "");
  if (!exclusions.ok()) return 0;
  const std::string path(text.substr(0, end));
  const auto* pattern = exclusions->WhyExcluded(path);
  if (pattern == nullptr) return 0;
  std::size_t steps = 100'000;
  const bool is_itself =
      halfsecond::deb::MatchesExclusion(pattern->text, path + "/x", halfsecond::deb::Anchor::kWholeOrFolder, steps);
  const std::string below = path.substr(path.find('/') + 1) + "/x";
  if (!is_itself && steps > 0 &&
      !halfsecond::deb::MatchesExclusion(pattern->text, below, halfsecond::deb::Anchor::kWholeOrFolder, steps) &&
      steps > 0)
    __builtin_trap();
  return 0;
}
