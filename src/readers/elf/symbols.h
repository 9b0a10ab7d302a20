// The dynamic symbol table, as far as start-up is concerned: how long it is and which of its symbols are IFUNCs.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

// A defined symbol of type STT_GNU_IFUNC: whoever binds to it makes the loader call `resolver`.
struct IfuncSymbol {
  std::string_view name;
  std::uint64_t resolver = 0;  // address as linked
  std::uint64_t at_byte = 0;   // the symbol table entry
};

// Entries in the dynamic symbol table, from its hash tables, as the loader has no other way to know (gABI, chapter 5,
// "Hash Table"; for GNU_HASH the end of the longest-lying chain). 0 when there is no table.
// Errors: kTruncated, kMalformed, kLimit.
Result<std::uint64_t> CountSymbols(const Image& image, const Dynamic& dynamic);

// The lowest index that a look-up by name can reach: a GNU hash table leaves out the symbols below it.
// Errors: as CountSymbols.
Result<std::uint64_t> FirstHashedSymbol(const Image& image, const Dynamic& dynamic);

// All defined IFUNC symbols, in table order. Errors: as CountSymbols.
Result<std::vector<IfuncSymbol>> ReadIfuncSymbols(const Image& image, const Dynamic& dynamic);

// The name of symbol number `index`, "" when it cannot be read.
std::string_view SymbolName(const Image& image, const Dynamic& dynamic, std::uint64_t index);

// The value of symbol number `index` when this object defines it, else nothing.
std::optional<std::uint64_t> DefinedValue(const Image& image, const Dynamic& dynamic, std::uint64_t index);

}  // namespace halfsecond::elf
