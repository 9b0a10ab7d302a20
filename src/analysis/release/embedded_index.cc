#include "analysis/release/embedded_index.h"

#ifndef HS_CONTENT_INDEX
#error "the build names the index (CMakeLists.txt)"
#endif

// The file as it is: no compiler reads two million numbers.
__asm__(
    ".section .rodata.hs_content_index, \"a\", @progbits\n"
    ".global hs_content_index_begin\n"
    ".global hs_content_index_end\n"
    "hs_content_index_begin:\n"
    ".incbin \"" HS_CONTENT_INDEX
    "\"\n"
    "hs_content_index_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const std::byte hs_content_index_begin[];  // NOLINT(readability-identifier-naming): as symbols are
extern const std::byte hs_content_index_end[];    // NOLINT(readability-identifier-naming)
}

namespace halfsecond::release {

Bytes EmbeddedIndex() {
  return Bytes(std::span(&hs_content_index_begin[0], &hs_content_index_end[0]));
}

}  // namespace halfsecond::release
