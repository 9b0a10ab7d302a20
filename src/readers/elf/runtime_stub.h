// The functions that every compiled object carries from the C runtime's start files (crti.o, crtbegin.o), told from
// real start-up code by the shape of their instructions. Never by name: a name costs an attacker nothing.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "readers/elf/image.h"

namespace halfsecond::elf {

// What a function turned out to be.
enum class StubKind : std::uint8_t {
  kNone,        // no shape we know: code of the object's own
  kFrameDummy,  // crtbegin's frame_dummy, which registers transactional-memory clones, in practice nothing
  kGmonStart,   // call_gmon_start: calls __gmon_start__ where a profiled program defines it
  kCtorsAux,    // crtend's __do_global_ctors_aux: runs the table `.ctors` backwards
};

struct Stub {
  StubKind kind = StubKind::kNone;
  std::uint64_t ctors_last = 0;  // for kCtorsAux: the address of the last word of `.ctors`
  // Words of the table of offsets that the stub jumps through when they are not empty. They hold weak symbols that
  // nothing defines; one that the object itself fills makes the stub a disguise.
  std::vector<std::uint64_t> weak_slots;
};

// DT_INIT taken apart.
struct InitStub {
  bool is_stub = false;                   // crti.o's prologue and epilogue, and nothing but calls between them
  std::vector<std::uint64_t> calls;       // the calls that are not part of crti.o's own text, in order
  std::vector<std::uint64_t> weak_slots;  // as in Stub
};

// True when the shapes of `machine` are known here: x86-64, i386 and aarch64. For others every answer is kNone, and
// the caller says "unknown stub" instead of "code".
bool KnowsStubsOf(std::uint16_t machine);

// The function at `address`. Code that cannot be read is kNone.
Stub RecogniseStub(const Image& image, std::uint64_t address);

// The code at DT_INIT.
InitStub RecogniseInit(const Image& image, std::uint64_t address);

}  // namespace halfsecond::elf
