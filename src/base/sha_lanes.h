// Four numbers of 32 bits in one register, as the Intel SHA extensions take them. For sha1.cc and sha256.cc, on x86-64.

#pragma once

#include <immintrin.h>

#include <cstdint>

namespace halfsecond {

using FourLanes = std::uint32_t __attribute__((vector_size(16)));

inline __m128i Sum(__m128i a, __m128i b) {
  return reinterpret_cast<__m128i>(reinterpret_cast<FourLanes>(a) + reinterpret_cast<FourLanes>(b));
}

}  // namespace halfsecond
