// Why a program runs with rights that whoever causes it to run may not have.

#pragma once

#include <cstdint>
#include <string>

#include "facts/evidence.h"

namespace halfsecond {

// One reason; a program may have several, and has none when the list of them is empty.
struct Privilege {
  enum class Kind : std::uint8_t {
    kNone,
    kInit,              // the first process
    kUnitAsRoot,        // a service's own process, as root, for as long as the service is up
    kBusAsRoot,         // D-Bus starts it as root when somebody calls it
    kUnitStepAsRoot,    // a service runs it as root and waits for its end: before, after, or instead of a daemon
    kSetUid,            // runs as its owner, whoever starts it
    kSetGid,            // likewise with its group
    kFileCapabilities,  // gets single rights of root from the file
  };

  Kind kind = Kind::kNone;
  std::string because;  // "ssh.service", "set-uid root", "cap_net_raw"; foreign text, not yet escaped
  Evidence evidence;
};

// A process that runs as root and that no user started.
constexpr bool IsDaemon(Privilege::Kind kind) {
  return kind == Privilege::Kind::kInit || kind == Privilege::Kind::kUnitAsRoot || kind == Privilege::Kind::kBusAsRoot;
}

}  // namespace halfsecond
