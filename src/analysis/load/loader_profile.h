// LoaderProfile: which dynamic loader a program names, and the rules and constants built into that very file. Nothing
// of it is executed: the constants are read from the loader's own bytes, so that any distribution's answers are its
// own.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "readers/elf/object.h"
#include "readers/loader/ld_so_cache.h"

namespace halfsecond::load {

// A micro-architecture level of x86-64 (psABI, "Micro-Architecture Levels"); 0 where the machine has none.
struct CpuModel {
  int x86_64_level = 0;
  std::string platform;  // AT_PLATFORM as the loader refines it: "x86_64", "haswell", "xeon_phi", "i686"
  std::vector<std::string> legacy_hwcaps;  // "x86_64", "avx512_1", "sse2": names of the pre-2.37 subdirectories
};

// The processor we run on, as glibc of this machine's kind would describe it to a program of class and machine.
CpuModel HostCpu(std::uint16_t machine);

// The processor called "x86-64-v1" to "x86-64-v4". Nothing else is one.
bool ParseCpuLevel(std::string_view name, int& level);

struct LoaderProfile {
  enum class Kind : std::uint8_t { kGlibc, kMusl };
  Kind kind = Kind::kGlibc;
  int glibc_minor = 0;                          // of 2.x; 0 when the file does not say
  std::vector<std::string> system_directories;  // with a trailing slash, in order
  std::string lib_token;                        // what $LIB stands for
  std::string platform_token;                   // what $PLATFORM stands for
  std::vector<std::string> subdirectories;      // tried in each directory, in order; the last is ""
  CacheTaste cache;                             // entries of ld.so.cache that this loader takes
  std::string architecture;                     // musl: "x86_64", from the loader's name

  // "glibc 2.36", "musl".
  std::string Describe() const;
};

// The profile of the loader whose bytes are `file` and whose path in PT_INTERP is `interpreter`.
LoaderProfile ProfileOf(std::string_view interpreter, Bytes file, const elf::Object& program, const CpuModel& cpu);

}  // namespace halfsecond::load
