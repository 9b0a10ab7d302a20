// The words of an object that the loader fills in for symbols: through them code reaches other objects.

#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

struct BoundSlot {
  std::uint64_t address = 0;  // of the word, as linked
  std::uint32_t symbol = 0;   // its number
  std::uint64_t target = 0;   // where this object defines the symbol; 0: elsewhere, if anywhere
};

// All of them, in the order of the tables; relocations of type "symbol", with or without an addend, and PLT slots.
// Errors: kTruncated, kLimit; kUnsupported for a machine other than x86-64.
Result<std::vector<BoundSlot>> ReadBoundSlots(const Image& image, const Dynamic& dynamic);

}  // namespace halfsecond::elf
