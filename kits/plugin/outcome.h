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
    kConfine,  // a layer of the confinement could not be put up; number is an errno
  };

  Kind kind;
  int number = 0;    // what `kind` says it is; 0 when there is none
  std::string what;  // no capital, no full stop
};

// "what: the system's words for the errno", with that errno as its number.
Fault FaultOf(Fault::Kind kind, std::string what, int error);

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
  T&& value() && { return *std::move(value_); }

  // REQUIRES: !ok().
  const Fault& fault() const { return fault_; }

 private:
  std::optional<T> value_;
  Fault fault_{Fault::Kind::kConfine, 0, {}};
};

}  // namespace halfsecond::plugin
