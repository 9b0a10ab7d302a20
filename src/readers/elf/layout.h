// The shapes of ELF's tables for 32 and 64 bit, as one record each: the reader is written once and asks the record.
// Source: System V gABI, chapters 4 and 5; numbers are byte offsets and sizes.

#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace halfsecond::elf {

enum class Class : std::uint8_t { k32 = 1, k64 = 2 };

struct Layout {
  Class elf_class;
  std::uint64_t word;  // Elf_Addr, Elf_Off, Elf_Xword
  // Elf_Ehdr
  std::uint64_t header, entry_at, phoff_at, shoff_at, flags_at, phentsize_at, phnum_at;
  // Elf_Phdr
  std::uint64_t segment, segment_flags_at, segment_offset_at, segment_vaddr_at, segment_filesz_at, segment_memsz_at;
  // Elf_Dyn: tag, then value
  std::uint64_t dynamic;
  // Elf_Sym
  std::uint64_t symbol, symbol_value_at, symbol_size_at, symbol_info_at, symbol_shndx_at;
  // Elf_Rel and Elf_Rela: offset, info, then addend
  std::uint64_t rel, rela;
  std::uint32_t relocation_symbol_shift;  // r_info >> shift is the symbol, the bits below are the type
};

inline constexpr Layout kLayout32{Class::k32, 4,                       //
                                  52,         24, 28, 32, 36, 42, 44,  //
                                  32,         24, 4,  8,  16, 20,      //
                                  8,                                   //
                                  16,         4,  8,  12, 14,          //
                                  8,          12, 8};
inline constexpr Layout kLayout64{Class::k64, 8,                       //
                                  64,         24, 32, 40, 48, 54, 56,  //
                                  56,         4,  8,  16, 32, 40,      //
                                  16,                                  //
                                  24,         8,  16, 4,  6,           //
                                  16,         24, 32};

// An Elf_Addr-sized unsigned integer. REQUIRES: at + layout.word <= bytes.size().
inline std::uint64_t WordUnchecked(Bytes bytes, std::uint64_t at, const Layout& layout, ByteOrder order) {
  return layout.word == 8 ? bytes.IntegerUnchecked<std::uint64_t>(at, order)
                          : bytes.IntegerUnchecked<std::uint32_t>(at, order);
}

}  // namespace halfsecond::elf
