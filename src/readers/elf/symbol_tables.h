// The dynamic symbols of one object from both sides: what it asks others for, and what it offers them.

#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

// How references look a symbol up (glibc, elf_machine_type_class): a set of these bits.
inline constexpr std::uint8_t kLookupPlt = 1;   // a call: a definition without a section of its own does not count
inline constexpr std::uint8_t kLookupData = 2;  // an address
inline constexpr std::uint8_t kLookupCopy = 4;  // a copy into the program: the program's own does not count

// A symbol that relocations of this object refer to and that the loader looks up by name.
struct SymbolReference {
  std::string_view name;
  std::string_view version;  // empty: none asked for
  std::uint8_t lookups = 0;
  bool is_weak = false;
  bool is_hidden_version = false;  // asks for exactly this version, not for a default one
  bool is_defined_here = false;    // and may be bound to another object's definition all the same
  bool is_protected = false;       // where it is defined here, not to another's
};

// A symbol that this object offers.
struct SymbolDefinition {
  std::string_view name;
  std::string_view version;  // empty: the base, or no versions at all
  bool is_hidden = false;    // not the default of its name
  bool is_base = false;      // version index 0, 1 or 2, or the object has no versions
  bool has_version_table = false;
  bool is_procedure_stub = false;  // undefined with an address: a program's own entry for a function elsewhere
  bool is_unique = false;          // STB_GNU_UNIQUE: the first one bound is everybody's
};

// All references of `image`, in the order of its symbol table. The views live as long as the Source.
// Errors: kTruncated, kMalformed, kLimit.
Result<std::vector<SymbolReference>> ReadReferences(const Image& image, const Dynamic& dynamic);

// Calls `visit` for every definition, in the order of the symbol table. Errors: as ReadReferences.
Result<void> VisitDefinitions(const Image& image, const Dynamic& dynamic,
                              const std::function<void(const SymbolDefinition&)>& visit);

}  // namespace halfsecond::elf
