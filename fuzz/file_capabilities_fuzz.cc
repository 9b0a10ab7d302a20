#include "readers/capability/file_capabilities.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read =
      halfsecond::capability::ReadFileCapabilities(halfsecond::Bytes(std::as_bytes(std::span(data, size))));
  if (read.ok() && halfsecond::capability::CapabilityNames(read->permitted).empty() != (read->permitted == 0)) {
    __builtin_trap();
  }
  return 0;
}
