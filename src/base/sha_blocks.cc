#include "base/sha_blocks.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace halfsecond {

bool HasShaInstructions() {
#if defined(__x86_64__)
  constexpr unsigned kSha = 1U << 29;  // CPUID leaf 7, EBX (Intel 64 Architectures manual, volume 2)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & kSha) != 0 && __builtin_cpu_supports("sse4.1") != 0;
#else
  return false;
#endif
}

}  // namespace halfsecond
