// `.note.dlopen`: the libraries that an object says it may load at run time (systemd, docs/ELF_DLOPEN_METADATA.md).

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace halfsecond::elf {

struct OnDemand {
  std::vector<std::string> sonames;  // alternatives, the first that is there wins
  std::string feature;
  std::string description;
  std::string priority;  // "required", "recommended", "suggested"; as written
  std::uint64_t at_byte = 0;
};

// The entries of one note's JSON. Errors: kMalformed, kLimit.
Result<std::vector<OnDemand>> ParseDlopenNote(std::string_view json, std::uint64_t at_byte);

}  // namespace halfsecond::elf
