// LoadFacts made by hand: what a test of rules and renderers needs of them, without a file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "facts/load.h"

namespace halfsecond::tests {

// The objects of Sshd(), in the loader's order.
inline constexpr std::size_t kSshd = 0;
inline constexpr std::size_t kLibcrypto = 1;   // named by sshd
inline constexpr std::size_t kLibsystemd = 2;  // named by sshd
inline constexpr std::size_t kLibc = 3;        // named by all, part of the C runtime
inline constexpr std::size_t kLiblzma = 4;     // named by libsystemd alone
inline constexpr std::size_t kLoader = 5;

// A complete closure of six objects with every fact filled in, in which nothing runs uninvited and nothing is wrong.
LoadFacts Sshd();

// Adds uninvited code to objects[object]: behind what runs already, and to the timeline.
StartEntry& AddStart(LoadFacts& facts, std::size_t object, StartHow how, std::uint64_t address);

// The program runs as root: a service of systemd starts it.
void RunAsRoot(LoadFacts& facts);

}  // namespace halfsecond::tests
