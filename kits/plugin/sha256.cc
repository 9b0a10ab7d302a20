#include "kits/plugin/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace halfsecond::plugin {

namespace {

// The fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
// clang-format off
constexpr std::array<std::uint32_t, 64> kRound{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
// clang-format on

std::uint32_t Big(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

int Nibble(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

#if defined(__x86_64__)
// CPUID leaf 7, EBX bit 29 (Intel SDM, volume 2, CPUID); asked by each Sha256, so that nothing runs before main.
bool HasInstructions() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b >> 29 & 1U) != 0;
}

// The processor adds four numbers of 32 bits at once.
using Four = std::uint32_t __attribute__((vector_size(16)));
__m128i Sum(__m128i a, __m128i b) {
  return reinterpret_cast<__m128i>(reinterpret_cast<Four>(a) + reinterpret_cast<Four>(b));
}

// NOLINTBEGIN(portability-simd-intrinsics): these are the processor's own
// Four rounds an iteration; the order of words in the two registers is what SHA256RNDS2 wants (Intel SDM, volume 2).
__attribute__((target("sha,sse4.1"))) void BlockByInstruction(std::array<std::uint32_t, 8>& state,
                                                              const std::uint8_t* block) {
  const auto load = [](const void* at) { return _mm_loadu_si128(static_cast<const __m128i*>(at)); };
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const __m128i cdab = _mm_shuffle_epi32(load(state.data()), 0xb1);
  const __m128i efgh = _mm_shuffle_epi32(load(state.data() + 4), 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
  const __m128i abef_before = abef;
  const __m128i cdgh_before = cdgh;
  __m128i w[4];
  for (std::size_t r = 0; r < 16; ++r) {
    __m128i& now = w[r % 4];
    if (r < 4) {
      now = _mm_shuffle_epi8(load(block + 16 * r), swap);
    } else {
      const __m128i& last = w[(r + 3) % 4];
      now = Sum(_mm_sha256msg1_epu32(now, w[(r + 1) % 4]), _mm_alignr_epi8(last, w[(r + 2) % 4], 4));
      now = _mm_sha256msg2_epu32(now, last);
    }
    const __m128i keyed = Sum(now, load(kRound.data() + 4 * r));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(keyed, 0x0e));
  }
  const __m128i feba = _mm_shuffle_epi32(Sum(abef, abef_before), 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(Sum(cdgh, cdgh_before), 0xb1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
}
// NOLINTEND(portability-simd-intrinsics)
#endif

}  // namespace

#if defined(__x86_64__)
Sha256::Sha256(Way way) : by_instruction_(way == Way::kFastest && HasInstructions()) {}
#else
Sha256::Sha256(Way) : by_instruction_(false) {}
#endif

void Sha256::Block(const std::uint8_t* block) {
#if defined(__x86_64__)
  if (by_instruction_) return BlockByInstruction(state_, block);
#endif
  std::array<std::uint32_t, 64> w{};
  for (std::size_t t = 0; t < 16; ++t) w[t] = Big(block + 4 * t);
  for (std::size_t t = 16; t < 64; ++t) {
    const std::uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
    const std::uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = state_;
  for (std::size_t t = 0; t < 64; ++t) {
    const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t t1 = h + sum1 + ((e & f) ^ (~e & g)) + kRound[t] + w[t];
    const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < mixed.size(); ++i) state_[i] += mixed[i];
}

Sha256& Sha256::Add(std::span<const std::byte> bytes) {
  const auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t left = bytes.size();
  while (left > 0) {
    const auto held = static_cast<std::size_t>(length_bytes_ % rest_.size());
    const std::size_t taken = std::min(left, rest_.size() - held);
    if (taken == rest_.size()) {
      Block(from);
    } else {
      std::memcpy(rest_.data() + held, from, taken);
      if (held + taken == rest_.size()) Block(rest_.data());
    }
    length_bytes_ += taken;
    from += taken;
    left -= taken;
  }
  return *this;
}

Sha256Digest Sha256::Finish() {
  const std::uint64_t length_bits = length_bytes_ * 8;
  const std::byte end{0x80};
  Add({&end, 1});
  const std::byte zero{0};
  while (length_bytes_ % rest_.size() != 56) Add({&zero, 1});
  std::array<std::byte, 8> length{};
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<std::byte>(length_bits >> (56 - 8 * i));
  Add(length);
  Sha256Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

std::string HexOf(const Sha256Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::optional<Sha256Digest> DigestFromHex(std::string_view text) {
  Sha256Digest digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = Nibble(text[2 * i]);
    const int low = Nibble(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

}  // namespace halfsecond::plugin
