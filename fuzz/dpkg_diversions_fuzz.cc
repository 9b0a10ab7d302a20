#include "readers/deb/diversions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  for (const auto& diversion : halfsecond::deb::ReadDiversions(file).diversions) {
    if (diversion.path.front() != '/' || diversion.instead.front() != '/') __builtin_trap();
  }
  return 0;
}
