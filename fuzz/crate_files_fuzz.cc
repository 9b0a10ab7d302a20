#include "base/bytes.h"
#include "readers/cargo/crate_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  const auto list = halfsecond::cargo::CrateFiles::Read(file.text());
  if (!list.ok()) return 0;
  if (!list->package.empty() && list->package.size() != 64) __builtin_trap();
  for (const auto& [path, digest] : list->files) {
    if (digest.size() != 64) __builtin_trap();
  }
  return 0;
}
