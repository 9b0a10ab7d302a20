// The shapes of the C runtime's functions as compilers leave them, and the small language they are written in.
// runtime_stub.cc reads it.

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace halfsecond::elf {

// The first four bytes of a shape as a number: where they are fixed, and what they are. Rules out nearly every shape
// with one comparison.
struct ShapeStart {
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
};

// Of a hexadecimal digit in lower case; -1 for any other character.
constexpr int NibbleOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr ShapeStart StartOf(std::string_view tokens) {
  ShapeStart start;
  for (std::uint32_t byte = 0; byte < 4; ++byte, tokens.remove_prefix(std::min<std::size_t>(tokens.size(), 3))) {
    if (tokens.size() < 2 || (tokens.size() > 2 && tokens[2] != ' ')) break;
    for (std::uint32_t i = 0; i < 2; ++i) {
      const char c = tokens[i];
      const std::uint32_t shift = 8 * byte + (i == 0 ? 4 : 0);
      if (c == '.') continue;
      const int nibble = NibbleOf(c);
      if (nibble < 0) return start;
      start.mask |= 0xfU << shift;
      start.value |= static_cast<std::uint32_t>(nibble) << shift;
    }
  }
  return start;
}

// A shape is a sequence of tokens, one a blank:
//   4f .. 4.     a byte; a dot is a nibble that may be anything
//   d65f03c0     an aarch64 instruction, most significant digit first; dots as above
//   >part        four bytes: a displacement from their end to a function of shape `part`; bl>part, b>part on aarch64
//   >8part       the same in one byte
//   >call        four bytes (bl>call on aarch64): a displacement to any function, which is told to the caller
//   @last        four bytes: the address of a data word relative to their end, told to the caller; so @slot, for a
//                word that must stay empty unless another object defines the weak symbol behind it
//   @base        four bytes, i386: from the instruction they end, whose address a thunk fetched, to the offset table
//   +slot        four bytes: a displacement in the table of @base; else as @slot
//   adrp@slotN   two aarch64 instructions, adrp and ldr of register xN (N a digit): @slot
//   adrp@addN    adrp and add of register xN: the address of anything
//   cbzN>part    an aarch64 branch on xN being zero (b.eq>part: on equality) to a function of shape `part`
//   =part        `part` itself, here
struct Shape {
  constexpr Shape(std::uint16_t of_machine, std::string_view its_part, std::string_view its_tokens)
      : machine(of_machine), part(its_part), tokens(its_tokens), start(StartOf(its_tokens)) {}

  std::uint16_t machine;
  std::string_view part;
  std::string_view tokens;
  ShapeStart start;
};

// The shapes of one machine, in the order in which they are tried.
std::span<const Shape> StubShapes(std::uint16_t machine);

// Landing pads and no-ops that a compiler may put before any function (-fcf-protection, -mbranch-protection).
std::span<const Shape> LandingPads();

}  // namespace halfsecond::elf
