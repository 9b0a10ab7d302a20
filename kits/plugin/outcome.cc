#include "kits/plugin/outcome.h"

#include <cstring>

namespace halfsecond::plugin {

std::string ErrnoText(int error) {
  return std::strerror(error);  // NOLINT(concurrency-mt-unsafe): is safe in glibc since 2.32 and in musl
}

Fault FaultOf(Fault::Kind kind, std::string what, int error) {
  what += ": ";
  what += ErrnoText(error);
  return Fault{kind, error, std::move(what)};
}

}  // namespace halfsecond::plugin
