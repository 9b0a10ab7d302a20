// What becomes of a child process: confinement cannot be taken back, so every test of it spends a process.

#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>

namespace halfsecond::plugin::testing {

struct Ending {
  int exit_status = -1;  // -1: a signal ended it
  int signal = 0;
};

inline Ending Await(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return {};
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
  return {-1, WTERMSIG(status)};
}

// The ending of a child that does `work` and exits with what it returns. 0 is what tests ask for.
inline Ending InChild(const std::function<int()>& work) {
  (void)std::fflush(nullptr);  // what is buffered here must not come out twice
  const pid_t child = fork();
  if (child == 0) _exit(work());
  return Await(child);
}

}  // namespace halfsecond::plugin::testing
