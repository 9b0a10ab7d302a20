// The words that a loader fills in for symbols, of any bytes that call themselves an ELF file.

#include <cstddef>
#include <cstdint>

#include "base/source.h"
#include "readers/elf/bound_slots.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace)

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemorySource source(std::as_bytes(std::span(data, size)));
  const auto image = elf::Image::Read(source);
  if (!image.ok()) return 0;
  const auto dynamic = elf::ReadDynamic(*image);
  if (dynamic.ok() && *dynamic) static_cast<void>(elf::ReadBoundSlots(*image, **dynamic).ok());
  return 0;
}

}  // namespace halfsecond
