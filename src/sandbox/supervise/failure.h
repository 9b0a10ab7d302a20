// What the kernel refused.

#pragma once

#include <cerrno>
#include <string>

#include "base/result.h"
#include "base/text.h"

namespace halfsecond::supervise {

// kIo: `what`, and errno in words.
inline Error SystemFailure(const char* what) {
  return Error{Error::Kind::kIo, std::string(what) + ": " + SystemErrorText(errno)};
}

}  // namespace halfsecond::supervise
