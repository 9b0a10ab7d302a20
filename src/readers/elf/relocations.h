// What the loader writes into an object before any of its code runs, as far as start-up code is concerned: the values
// of the init arrays, and the IFUNC resolvers it calls while it relocates.

#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

// The relocation types of one machine that matter here (psABI supplements). 0 where a machine has no such type.
struct RelocationTypes {
  std::uint16_t machine;
  std::uint32_t relative;     // base + addend
  std::uint32_t absolute;     // symbol + addend, word sized
  std::uint32_t global_data;  // symbol, in the table of offsets
  std::uint32_t irelative;    // the result of calling base + addend
};

// nullptr for a machine we have no numbers for: its arrays are then "unknown", never "empty".
const RelocationTypes* TypesOf(std::uint16_t machine);

// A word the loader fills in.
struct Slot {
  enum class By : std::uint8_t {
    kNothing,   // left as the file has it
    kRelative,  // base + value
    kSymbol,    // the address of symbol number `symbol`, plus value
    kUnknown,   // a relocation type we do not know
  };
  std::uint64_t address = 0;  // of the word, as linked
  By by = By::kNothing;
  std::uint64_t value = 0;  // as linked; the base is not added
  std::uint32_t symbol = 0;
  std::uint64_t at_byte = 0;  // the relocation, or the word itself
};

// One call that relocation makes.
struct Irelative {
  std::uint64_t resolver = 0;  // address as linked
  std::uint64_t at_byte = 0;   // the relocation
};

struct Relocated {
  std::vector<Slot> slots;            // for each range asked for, each word in it, in order
  std::vector<Irelative> irelatives;  // in the order of the tables
};

// Walks all relocation tables once. `ranges` are the arrays whose final words are wanted.
// Errors: kTruncated, kMalformed (a table outside the file), kLimit.
Result<Relocated> ReadRelocations(const Image& image, const Dynamic& dynamic, const std::vector<Table>& ranges);

}  // namespace halfsecond::elf
