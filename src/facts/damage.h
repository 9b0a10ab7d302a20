// What could not be read of an input. A fact like any other: answers that would have needed it are unknown.

#pragma once

#include <cstdint>
#include <string>

namespace halfsecond {

struct Damage {
  std::string source;  // the file
  std::string what;
  std::uint64_t at_byte = 0;
};

}  // namespace halfsecond
