// Outcome<T>: a value, or the Fault that says why there is none. The kit's only way to report failure: it never throws.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace halfsecond::plugin {

// What went wrong with a worker, or with the wall around it.
struct Fault {
  enum class Kind : std::uint8_t {
    kConfine,    // a layer of the confinement could not be put up; number is an errno
    kCrashed,    // a signal ended the worker; number is the signal
    kDenied,     // the worker made a system call that its profile does not have; number is the call's, -1 if unknown
    kLimit,      // the worker crossed a limit of its manifest; number is a Bound
    kTimeout,    // the job's deadline passed
    kProtocol,   // what the worker said, or its silent end, is not in the protocol
    kSpawn,      // no worker could be had; number is an errno
    kCancelled,  // the caller cancelled the job
    kStream,     // the caller's own stream failed; number is an errno
  };
  // Which limit kLimit means.
  enum class Bound : std::uint8_t { kMemory, kCpu, kOutput, kRatio };

  Kind kind;
  int number = 0;    // what `kind` says it is; 0 when there is none
  std::string what;  // no capital, no full stop

  bool Is(Kind other) const { return kind == other; }
};

// "what: the system's words for the errno", with that errno as its number.
Fault FaultOf(Fault::Kind kind, std::string what, int error);

// A limit that was crossed: "output limit: more than ...".
Fault Crossed(Fault::Bound bound, const std::string& what);

// The word for `kind` in output: "crashed", "denied", "timeout"; for `bound`: "memory", "cpu", "output", "ratio".
const char* KindName(Fault::Kind kind);
const char* BoundName(Fault::Bound bound);

// The system's words for an errno: "No such file or directory".
std::string ErrnoText(int error);

template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): `return value` is the point
  Outcome(Fault fault) : fault_(std::move(fault)) {}  // NOLINT(google-explicit-constructor): `return Fault{...}` too

  bool ok() const { return value_.has_value(); }

  // REQUIRES: ok().
  const T& value() const& { return *value_; }
  T& value() & { return *value_; }
  T&& value() && { return *std::move(value_); }

  // REQUIRES: !ok().
  const Fault& fault() const { return fault_; }

 private:
  std::optional<T> value_;
  Fault fault_{Fault::Kind::kConfine, 0, {}};
};

}  // namespace halfsecond::plugin
