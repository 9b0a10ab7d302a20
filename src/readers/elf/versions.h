// Symbol versions: what an object asks of the libraries it needs, and what it defines (Drepper, "ELF Symbol
// Versioning"; LSB core, "Symbol Versioning").

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

// "of `file` I need `version`".
struct VersionNeed {
  std::string_view file;
  std::string_view version;
  std::uint16_t index = 0;  // as in the version table
  enum class Strength : std::uint8_t { kRequired, kWeak } strength = Strength::kRequired;
  std::uint64_t at_byte = 0;
  bool is_hidden = false;  // only this very version will do
};

struct VersionDefinition {
  std::string_view version;
  std::uint16_t index = 0;
  enum class Kind : std::uint8_t { kNamed, kBase } kind = Kind::kNamed;  // kBase: the name of the file itself
};

// Errors: kTruncated, kMalformed, kLimit. Empty lists where the object has no such table.
Result<std::vector<VersionNeed>> ReadVersionNeeds(const Image& image, const Dynamic& dynamic);
Result<std::vector<VersionDefinition>> ReadVersionDefinitions(const Image& image, const Dynamic& dynamic);

}  // namespace halfsecond::elf
