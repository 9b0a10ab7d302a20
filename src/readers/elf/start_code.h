// Every function that the loader runs from one object without being asked, read from the file alone.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

struct StartFunction {
  enum class How : std::uint8_t {
    kIfuncSymbol,   // STT_GNU_IFUNC: called once for each reference that binds to it
    kIrelative,     // a relocation of the object's own that calls
    kPreinitArray,  // runs in the program only, before all else
    kInit,          // DT_INIT, where it is no stub
    kInitCall,      // a call hidden in an otherwise ordinary DT_INIT stub
    kCtors,         // the table `.ctors`, run by DT_INIT
    kInitArray,
  };
  enum class Nature : std::uint8_t {
    kCode,     // the object's own
    kRuntime,  // a stub of the C runtime's start files, folded away in what is shown
    kUnknown,  // cannot be told: the machine's stubs or relocations are not known here, or the code cannot be read
  };
  How how = How::kInitArray;
  Nature nature = Nature::kCode;
  std::uint64_t address = 0;  // as linked; 0 when another object defines the function
  std::uint64_t at_byte = 0;  // what names it: the relocation, array word, symbol or dynamic entry
  std::string_view symbol;    // for people; empty when no symbol table has one (start_names.h)
};

struct StartCode {
  std::vector<StartFunction> functions;  // in the order in which the loader runs them for this object
  std::vector<Error> damages;            // parts that could not be read: the list may then be incomplete
};

// What `image` runs at start-up. Never fails as a whole: what cannot be read is in `damages`.
StartCode ReadStartCode(const Image& image, const Dynamic& dynamic);

}  // namespace halfsecond::elf
