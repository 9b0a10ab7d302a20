#include "readers/deb/changelog.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  for (const auto& entry : halfsecond::deb::ReadChangelog(file).entries) {
    if (entry.name.empty() || entry.version.empty()) __builtin_trap();
    const std::string date = halfsecond::deb::IsoDate(entry.date);
    if (!date.empty() && date.size() != 10) __builtin_trap();
  }
  return 0;
}
