// Uninvited code grouped by the library that brings it: the unit in which people think and decide.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "facts/load.h"

namespace halfsecond {

struct UninvitedLibrary {
  std::size_t object = 0;            // index into LoadFacts::objects
  std::vector<std::size_t> entries;  // into LoadFacts::start, in the order in which they run
  bool is_certain = true;            // false when all that is known is that we cannot tell
  bool is_named_by_program = false;  // the program's own authors chose it
};

// The third-party libraries that run code in the program before main(), in the loader's order. Not among them: the
// program itself and the C runtime.
std::vector<UninvitedLibrary> UninvitedLibraries(const LoadFacts& facts);

// "constructor", "3 constructors", "DT_INIT with a hidden call", "2 IFUNC resolvers, constructor".
std::string DescribeUninvited(const LoadFacts& facts, const UninvitedLibrary& library);

// "by way of libsystemd.so.0", "named by sshd", "LD_PRELOAD".
std::string DescribeWay(const LoadFacts& facts, std::size_t object);

// True when the program runs with more power than its caller: a unit runs it as root, or a set-uid bit or capability.
bool IsPrivileged(const LoadFacts& facts);

}  // namespace halfsecond
