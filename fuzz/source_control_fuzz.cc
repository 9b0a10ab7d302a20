#include "readers/deb/source_control.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto control = halfsecond::deb::ReadSourceControl(halfsecond::Bytes(std::as_bytes(std::span(data, size))));
  if (!control.ok()) return 0;
  if (control->UpstreamArchive().find('/') != std::string::npos) __builtin_trap();
  return 0;
}
