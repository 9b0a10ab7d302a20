#include "readers/deb/status.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  const auto status = halfsecond::deb::ReadStatus(file);
  if (!status.ok()) return 0;
  for (const auto& package : status->packages) {
    if (package.name.empty() || package.name.find('/') != std::string_view::npos) __builtin_trap();
  }
  return 0;
}
