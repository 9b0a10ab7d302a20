#include "sandbox/plugin.h"

#include <cerrno>

namespace halfsecond::sandbox {

Error ToError(const plugin::Fault& fault) {
  Error::Kind kind = Error::Kind::kIo;
  if (fault.number == ENOENT) kind = Error::Kind::kNotFound;
  if (fault.number == ENOSYS) kind = Error::Kind::kUnsupported;
  return Error{kind, fault.what};
}

}  // namespace halfsecond::sandbox
