// ELF notes that say something about loading.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

struct Note {
  std::string_view owner;  // without its NUL
  std::uint32_t type = 0;
  Bytes description;
  std::uint64_t at_byte = 0;
};

// Every note of every PT_NOTE segment. A damaged note ends its segment and is told in `damages`.
std::vector<Note> ReadNotes(const Image& image, std::vector<Error>& damages);

}  // namespace halfsecond::elf
