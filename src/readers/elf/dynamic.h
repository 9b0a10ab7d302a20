// Dynamic: what the dynamic section says, as the loader would take it. Where a tag stands twice the last one counts,
// as in glibc (elf/get-dynamic-info.h); entries after DT_NULL are padding.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "readers/elf/image.h"

namespace halfsecond::elf {

// One library that a file asks for.
struct Needed {
  enum class Kind : std::uint8_t { kNeeded, kAuxiliary, kFilter };
  std::string_view name;  // as written: a bare soname or, if it has a slash, a path
  Kind kind = Kind::kNeeded;
  std::uint64_t at_byte = 0;  // the entry itself, for the evidence line
};

// A table somewhere in the loaded image: where, how long in bytes. Length 0 when the file has none.
struct Table {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};

struct Dynamic {
  std::vector<Needed> needed;  // in the order of the file, filters and auxiliaries in between: the loader's order
  std::optional<std::string_view> soname, rpath, runpath, audit, dep_audit;
  std::uint64_t flags = 0;
  std::uint64_t flags_1 = 0;
  bool bind_now = false;
  bool text_relocations = false;
  bool is_symbolic = false;           // DT_SYMBOLIC or DF_SYMBOLIC
  std::optional<std::uint64_t> init;  // DT_INIT: address of one function
  std::uint64_t init_at_byte = 0;
  Table init_array, preinit_array;
  Table rela, rel, relr, jump_relocations;
  bool jump_relocations_are_rela = false;
  std::uint64_t rela_relative_count = 0, rel_relative_count = 0;
  Table strings;
  std::uint64_t symbol_table = 0, sysv_hash = 0, gnu_hash = 0, versym = 0;  // addresses; 0 when absent
  std::uint64_t verneed = 0, verneed_count = 0, verdef = 0, verdef_count = 0;
  std::vector<Error> damages;  // what could not be read; the rest is still good
};

// The dynamic section of `image`; nothing when it has none (a static program). The views live as long as the Source.
// Errors: kTruncated (section past the end), kLimit. A bad string is a damage, not an error: the rest stays readable.
Result<std::optional<Dynamic>> ReadDynamic(const Image& image);

// The dynamic string at `offset` of the string table. kTruncated, kMalformed, kLimit.
Result<std::string_view> ReadString(const Image& image, const Dynamic& dynamic, std::uint64_t offset);

}  // namespace halfsecond::elf
