#include "readers/apk/installed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halfsecond::apk::InstalledReader files{halfsecond::Bytes(std::as_bytes(std::span(data, size)))};
  while (const auto file = files.Next()) {
    if (file->name.empty() || file->package.name.empty()) __builtin_trap();
  }
  return 0;
}
