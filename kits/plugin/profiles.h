// What a plug-in may do, as tables: while it starts, and once foreign bytes are near. And what an unmodified filter,
// with its dynamic loader, needs more. Read the tables and you have read the policy.

#pragma once

#include "kits/plugin/confine.h"

namespace halfsecond::plugin {

// Where the program stands when it is executed; the only execveat that a profile permits names this descriptor, which
// that very call closes.
inline constexpr int kProgramDescriptor = 9;

// From exec on, over everything that runs in the plug-in: the C library's start-up, constructors of whatever is linked
// in, and the zygote, which forks workers and receives their descriptors. No file, no socket, no other program.
extern const Profile kStarting;

// A worker, from before the first foreign byte: reads and writes what it was given, and computes. On top of kStarting.
extern const Profile kWorking;

// A filter that knows nothing of us (filter_plugin.h): its loader opens libraries below the paths it is granted.
extern const Profile kFiltering;

}  // namespace halfsecond::plugin
