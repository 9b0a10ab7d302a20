#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/limits.h"
#include "readers/elf/dlopen_note.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto entries = elf::ParseDlopenNote(Bytes(std::as_bytes(std::span(data, size))).text(), 0);
  if (entries.ok() && entries->size() > limits::kMaxOnDemand) __builtin_trap();
  return 0;
}

}  // namespace halfsecond
