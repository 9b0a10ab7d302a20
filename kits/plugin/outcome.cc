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

Fault Crossed(Fault::Bound bound, const std::string& what) {
  return Fault{Fault::Kind::kLimit, static_cast<int>(bound), std::string(BoundName(bound)) + " limit: " + what};
}

const char* KindName(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::kConfine:
      return "confine";
    case Fault::Kind::kCrashed:
      return "crashed";
    case Fault::Kind::kDenied:
      return "denied";
    case Fault::Kind::kLimit:
      return "limit";
    case Fault::Kind::kTimeout:
      return "timeout";
    case Fault::Kind::kProtocol:
      return "protocol";
    case Fault::Kind::kSpawn:
      return "spawn";
    case Fault::Kind::kCancelled:
      return "cancelled";
    case Fault::Kind::kStream:
      return "stream";
  }
  return "unknown";
}

const char* BoundName(Fault::Bound bound) {
  switch (bound) {
    case Fault::Bound::kMemory:
      return "memory";
    case Fault::Bound::kCpu:
      return "cpu";
    case Fault::Bound::kOutput:
      return "output";
    case Fault::Bound::kRatio:
      return "ratio";
  }
  return "unknown";
}

}  // namespace halfsecond::plugin
