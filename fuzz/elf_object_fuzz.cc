#include <cstddef>
#include <cstdint>
#include <span>

#include "readers/elf/object.h"
#include "tests/strict_source.h"

// An ELF file as a whole: headers, dynamic section, start-up code with its stubs, versions, notes.
namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(std::as_bytes(std::span(data, size)));
  tests::StrictSource names(file);
  const auto needed = elf::ReadObject(names, elf::Depth::kNeeded);
  tests::StrictSource source(file);
  const auto object = elf::ReadObject(source, elf::Depth::kNamed);
  // What is needed does not depend on how much else is read.
  if (needed.ok() != object.ok()) __builtin_trap();
  if (object.ok() && needed->needed.size() != object->needed.size()) __builtin_trap();
  return 0;
}

}  // namespace halfsecond
