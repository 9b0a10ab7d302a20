// The single layers of confinement, as steps that only make system calls: a child that still shares its parent's memory
// (launch.cc) can take them, and so can a process that confines itself (confine.cc). What needs memory is prepared
// before.

#pragma once

#include <linux/filter.h>

#include <span>

#include "kits/plugin/confine.h"
#include "kits/plugin/descriptor.h"

namespace halfsecond::plugin::walls {

// The ABI of the running kernel's Landlock, at most `at_most`. 0: compiled out, switched off, or older than 5.13.
int LandlockAbi(int at_most);

// A ruleset that handles everything the kernel's ABI knows, hence denies it, except the profile's rights below `paths`.
// A Descriptor that is not ok(), with errno, where the kernel makes none. Faults: kConfine: a path (errno).
Outcome<Descriptor> PrepareLandlock(const Profile& profile, std::span<const PathRule> paths, int version);

// From here on nothing allocates: these may run between vfork and exec.
Confinement::State PutUpNoNewPrivileges();
Confinement::State PutUpUndumpable();
Confinement::State DropCapabilities(std::uint64_t kept);
Confinement::State PutUpLandlock(int ruleset);
Confinement::State PutUpLimits(std::span<const Limit> limits);

enum class Reach : std::uint8_t { kThisThread, kAllThreads };
Confinement::State PutUpFilter(std::span<const sock_filter> program, Reach reach);

}  // namespace halfsecond::plugin::walls
