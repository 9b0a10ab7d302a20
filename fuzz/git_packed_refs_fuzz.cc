#include "readers/git/packed_refs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  const auto refs = halfsecond::git::ReadPackedRefs(file, "refs/tags/");
  if (!refs.ok()) return 0;
  for (const auto& ref : *refs) {
    if (ref.name.rfind("refs/tags/", 0) != 0) __builtin_trap();
  }
  return 0;
}
