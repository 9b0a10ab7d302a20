// This process becomes a reader: the step between our own work and the first foreign byte.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "kits/plugin/confine.h"

namespace halfsecond::sandbox {

// What a reader does besides reading: nothing, or running plug-ins that were started before.
enum class Duty : std::uint8_t { kReads, kHostsPlugins };

// What holds this process, and what was meant to and does not.
struct Confinement {
  plugin::Confinement layers;
  Duty duty = Duty::kReads;

  bool landlock_missing() const { return !layers.InForce(plugin::Layer::kLandlock); }
  bool seccomp_missing() const { return !layers.InForce(plugin::Layer::kSeccomp); }

  // One line for --verbose: "reader: no_new_privs, undumpable, capabilities, landlock abi 7, rlimits, seccomp", and
  // after it what is missing and why: "; missing: landlock (Function not implemented)".
  std::string Line() const;
};

// Confines this process for good (sandbox/profiles.h, kReader or kPluginHost): it reads below `readable_paths` (none
// given: anywhere) and writes to what is open already. A kernel without a layer is told in the answer, not an error:
// whether to go on is the caller's to decide. REQUIRES: what writes, runs or connects is done; one thread only.
// `start_threads` is where a program starts those it will need: after Landlock, which holds only later threads, and
// before the filter, which holds all and permits no more. Errors: a path that is not there (kNotFound) or cannot be
// opened, other threads running already (kIo).
Result<Confinement> ConfineReader(std::span<const std::string> readable_paths,
                                  const std::function<void()>& start_threads = {}, Duty duty = Duty::kReads);

// Confines this process to writing in `directory` (sandbox/profiles.h, kStoreWriter). Errors: as ConfineReader.
Result<Confinement> ConfineStoreWriter(const std::string& directory);

}  // namespace halfsecond::sandbox
