// A bzip2 file decoded by two workers at a time. Its blocks are independent, and libbz2 takes one after the other: an
// archive of some size takes half the time.
//
// What is handed on is what one worker makes of the whole file, to the byte: a block's bytes are kept back until a
// worker has called all of it good (readers/archive/bzip2_blocks.h says why that is enough). Whatever is not as
// expected ends it, and is for one worker to judge, from the file's beginning: no damage has a name of its own here.

#pragma once

#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "sandbox/plugin.h"

namespace halfsecond::release {

struct BlocksDecoded {
  std::uint64_t bytes = 0;  // that were handed on, the file's first
  bool is_whole = false;    // and there are no more
};

// REQUIRES: both are the codec plug-in, and none has a job under way. Leaves the descriptor's place in the file as it
// is. Errors: what `take` returned.
Result<BlocksDecoded> DecodeByTwo(int descriptor, sandbox::Plugin& codec, sandbox::Plugin& second_codec,
                                  const std::function<Result<void>(Bytes)>& take);

}  // namespace halfsecond::release
