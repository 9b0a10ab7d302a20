// Answers of ours that are given back: of survey to --since, of release-check to --with.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analysis/survey/since.h"
#include "analysis/upgrade/source_side.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(halfsecond::survey::ReadEarlier(text));
  static_cast<void>(halfsecond::upgrade::ReadSourceSide(text));
  return 0;
}
