#include "base/result.h"

namespace halfsecond {

std::string_view KindName(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::kTruncated:
      return "truncated";
    case Error::Kind::kMalformed:
      return "malformed";
    case Error::Kind::kUnsupported:
      return "unsupported";
    case Error::Kind::kLimit:
      return "limit";
    case Error::Kind::kIo:
      return "io";
    case Error::Kind::kDenied:
      return "denied";
    case Error::Kind::kNotFound:
      return "not found";
  }
  return "unknown";
}

}  // namespace halfsecond
