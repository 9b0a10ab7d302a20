#include "base/sha1.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include "base/sha_lanes.h"
#endif

namespace halfsecond {
namespace {

constexpr std::size_t kBlockBytes = ShaBlocks::kBlockBytes;

using State = std::array<std::uint32_t, 5>;

// FIPS 180-4, 6.1.2.
void PlainBlocks(State& state, const std::uint8_t* data, std::size_t blocks) {
  for (; blocks > 0; --blocks, data += kBlockBytes) {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 16; ++i) {
      std::memcpy(&w[i], data + 4 * i, 4);
      if constexpr (std::endian::native == std::endian::little) w[i] = __builtin_bswap32(w[i]);
    }
    for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < 80; ++i) {
      std::uint32_t f = b ^ c ^ d;
      std::uint32_t k = i < 40 ? 0x6ed9eba1 : 0xca62c1d6;
      if (i < 20) f = (b & c) | (~b & d), k = 0x5a827999;
      if (i >= 40 && i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
      const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
      e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
  }
}

#if defined(__x86_64__)

// Four rounds, whose function and constant `kKind` names; `e` holds the state of four rounds ago.
template <int kKind>
__attribute__((target("sha,sse4.1"))) inline void FourRounds(__m128i& abcd, __m128i& e, __m128i words) {
  const __m128i before = abcd;
  abcd = _mm_sha1rnds4_epu32(abcd, _mm_sha1nexte_epu32(e, words), kKind);
  e = before;
}

// The rounds 4 * first to 4 * last - 1; w[i % 4] holds four words of the schedule, made from the sixteen before.
template <int kKind>
__attribute__((target("sha,sse4.1"), always_inline)) inline void Rounds(int first, int last, __m128i* w, __m128i& abcd,
                                                                        __m128i& e) {
#pragma GCC unroll 5
  for (int i = first; i < last; ++i) {
    if (i >= 4) {
      const __m128i mixed = _mm_xor_si128(_mm_sha1msg1_epu32(w[i % 4], w[(i + 1) % 4]), w[(i + 2) % 4]);
      w[i % 4] = _mm_sha1msg2_epu32(mixed, w[(i + 3) % 4]);
    }
    FourRounds<kKind>(abcd, e, w[i % 4]);
  }
}

// Intel SHA extensions (Intel 64 Architectures manual, volume 2, SHA1RNDS4).
__attribute__((target("sha,sse4.1"))) void FastBlocks(State& state, const std::uint8_t* data, std::size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
  __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data())), 0x1b);
  __m128i e = _mm_set_epi32(static_cast<int>(state[4]), 0, 0, 0);
  for (; blocks > 0; --blocks, data += kBlockBytes) {
    const __m128i abcd_before = abcd;
    const __m128i e_before = e;
    __m128i w[4];
    for (int i = 0; i < 4; ++i) {
      w[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data) + i), swap);
    }
    // The first four rounds add e itself; all others add what the rounds before turned it into.
    const __m128i first = abcd;
    abcd = _mm_sha1rnds4_epu32(abcd, Sum(e, w[0]), 0);
    e = first;
    Rounds<0>(1, 5, w, abcd, e);
    Rounds<1>(5, 10, w, abcd, e);
    Rounds<2>(10, 15, w, abcd, e);
    Rounds<3>(15, 20, w, abcd, e);
    e = _mm_sha1nexte_epu32(e, e_before);
    abcd = Sum(abcd, abcd_before);
  }
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_shuffle_epi32(abcd, 0x1b));
  state[4] = static_cast<std::uint32_t>(_mm_extract_epi32(e, 3));
}

void Blocks(State& state, const std::uint8_t* data, std::size_t blocks) {
  static const bool fast = HasShaInstructions();
  fast ? FastBlocks(state, data, blocks) : PlainBlocks(state, data, blocks);
}

#else

void Blocks(State& state, const std::uint8_t* data, std::size_t blocks) {
  PlainBlocks(state, data, blocks);
}

#endif

}  // namespace

Sha1& Sha1::Add(std::span<const std::byte> bytes) {
  blocks_.Add(bytes, [this](const std::uint8_t* data, std::size_t count) { Blocks(state_, data, count); });
  return *this;
}

Sha1Digest Sha1::Finish() {
  blocks_.Finish([this](const std::uint8_t* data, std::size_t count) { Blocks(state_, data, count); });
  return ShaDigestOf(state_);
}

}  // namespace halfsecond
