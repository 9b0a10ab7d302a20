// A question that is answered by a confined child: it may read what the user may read, and tell us bytes. For what must
// be known before this process can confine itself: which objects and refs a foreign repository has.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace halfsecond::sandbox {

enum class Walls : std::uint8_t { kUp, kNone };  // kNone: --no-sandbox

// What `work` returned in a child process under the profile reader. Errors: kIo (no process, no confinement, the child
// died), kLimit (more than limits::kMaxScoutBytes). REQUIRES: one thread only.
Result<std::string> AskReader(const std::function<std::string()>& work, Walls walls);

}  // namespace halfsecond::sandbox
