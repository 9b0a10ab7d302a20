// Header: the first fields of an ELF file, as they stand. A loader compares them before it looks at anything else, and
// steps over a file or gives up by which of them differs; so they are read even where the rest of the file is damaged.

#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/source.h"

namespace halfsecond::elf {

struct Header {
  std::uint8_t class_byte = 0;     // e_ident[EI_CLASS], also where it is neither 32 nor 64 bit
  std::uint8_t data_byte = 0;      // e_ident[EI_DATA]
  std::uint8_t ident_version = 0;  // e_ident[EI_VERSION]
  std::uint8_t os_abi = 0;
  std::uint8_t abi_version = 0;
  bool has_padding = false;  // a byte of e_ident[EI_PAD] and behind is set
  std::uint16_t type = 0;    // from here on in the byte order of data_byte, little where that is none
  std::uint16_t machine = 0;
  std::uint32_t version = 0;
};

// The version that all version fields of ELF hold (EV_CURRENT).
inline constexpr std::uint8_t kCurrentVersion = 1;

// Errors: kMalformed (no ELF magic), kTruncated (shorter than the fields).
Result<Header> ReadHeader(Source& source);

}  // namespace halfsecond::elf
