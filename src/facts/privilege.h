// Why a program has more power than the person who starts it, or runs though no person started it.

#pragma once

#include <cstdint>
#include <string>

#include "facts/evidence.h"

namespace halfsecond {

// One reason; a program may have several, and has none when the list of them is empty.
struct Privilege {
  // The most telling first.
  enum class Kind : std::uint8_t {
    kInit,              // the first process
    kUnitAsRoot,        // a service's own process, as root, for as long as the service is up
    kBusAsRoot,         // D-Bus starts it as root when somebody calls it
    kSetUidRoot,        // runs as root whoever starts it
    kUnitStepAsRoot,    // a service runs it as root and waits for its end: before, after, or instead of a daemon
    kFileCapabilities,  // gets single rights of root from its file
    kSetUid,            // runs as its owner, who is not root
    kSetGid,            // runs with its group
    kUnitAsUser,        // a service or the bus runs it as a user of its own
  };

  Kind kind = Kind::kUnitAsRoot;
  std::string because;  // "ssh.service", "man-db.service as man", "set-uid root", "cap_net_raw"; not yet escaped
  Evidence evidence;
};

// A process that runs as root and that no user started.
constexpr bool IsDaemonAsRoot(Privilege::Kind kind) {
  return kind == Privilege::Kind::kInit || kind == Privilege::Kind::kUnitAsRoot || kind == Privilege::Kind::kBusAsRoot;
}

}  // namespace halfsecond
