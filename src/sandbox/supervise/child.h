// One process of somebody else's, started the way a service manager does, and the end of everything it started.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace halfsecond::supervise {

struct ChildPlan {
  std::vector<std::string> command;        // the first is looked up in PATH unless it has a slash
  std::vector<std::string> environment;    // NAME=value, all of it
  std::vector<std::string> pid_variables;  // NAMEs that get the child's own process id
  std::vector<int> fds;                    // become 3, 4, ... in the child, without close-on-exec
};

// The process and the end of a pipe that carries what it prints. Both are the owner's to reap and close.
struct Child {
  pid_t pid = -1;
  int output = -1;  // non-blocking, close-on-exec
};

// Starts it in a session of its own, with stdin from /dev/null and no descriptor but the plan's.
// Errors: kNotFound (no such program), kIo (not executable, no more processes, ...).
Result<Child> Start(const ChildPlan& plan);

// From now on orphans of our children become our children: nothing a daemon starts gets away. For the whole process.
Result<void> AdoptOrphans();

// Kills every descendant of this process and reaps it. Returns how many there were.
std::uint32_t EndAllDescendants();

}  // namespace halfsecond::supervise
