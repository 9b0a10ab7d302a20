#include "readers/git/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto entries = halfsecond::git::ReadTree(halfsecond::Bytes(std::as_bytes(std::span(data, size))), 20);
  if (!entries.ok()) return 0;
  for (const auto& entry : *entries) {
    if (entry.name.empty() || entry.name.find('/') != std::string::npos) __builtin_trap();
  }
  return 0;
}
