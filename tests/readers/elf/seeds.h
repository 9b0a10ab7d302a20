// The made libraries of fuzz/make_corpus: small, whole, with every table that a reader of load-time facts looks at.

#pragma once

#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.h"

namespace halfsecond::tests {

struct Seed {
  const char* name;
  ByteOrder order;
};

inline constexpr std::array kSeeds{Seed{"x86-64", ByteOrder::kLittle}, Seed{"i386", ByteOrder::kLittle},
                                   Seed{"aarch64", ByteOrder::kLittle}, Seed{"powerpc64", ByteOrder::kBig},
                                   Seed{"powerpc", ByteOrder::kBig}};

// Its bytes; empty when it cannot be read.
inline std::string Contents(const Seed& seed) {
  std::ifstream file(std::string(HS_SOURCE_DIR "/fuzz/corpus/elf_object/") + seed.name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace halfsecond::tests
