// The probes of a build file, and what a compiler would be given of each.

#include <cstdint>
#include <string_view>

#include "analysis/custody/build_probe.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const custody::BuildProbe& probe : custody::BuildProbesOf(text)) {
    if (probe.text.data() < text.data() || probe.text.data() + probe.text.size() > text.data() + size) __builtin_trap();
    (void)custody::TranslationUnit(probe);
  }
  return 0;
}

}  // namespace halfsecond
