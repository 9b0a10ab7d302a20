#include "readers/funding/funding_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  for (const auto& place : halfsecond::funding::ReadFunding(file)) {
    if (place.platform.empty() || place.name.empty()) __builtin_trap();
  }
  return 0;
}
