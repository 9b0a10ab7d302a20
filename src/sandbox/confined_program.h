// A program that is not ours, behind a wall: what the child process does between fork and execveat.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "kits/plugin/confine.h"
#include "sandbox/reader_child.h"

namespace halfsecond::sandbox {

struct ConfinedProgram {
  int program = -1;                          // opened O_PATH
  const plugin::Profile* profile = nullptr;  // kGit or kCompiler
  std::vector<plugin::PathRule> paths;       // what it may use besides the system's libraries and headers
  std::array<int, 3> standard{-1, -1, -1};   // its standard descriptors; -1: none of ours, which is /dev/null
  std::vector<std::string> words;            // argv
  std::vector<std::string> environment;      // nothing of ours is added
};

inline constexpr int kProgramNotStarted = 125;  // its exit status when there is no wall, or no program

// Closes all else, confines this process and becomes the program. REQUIRES: a child process with one thread.
[[noreturn]] void Become(const ConfinedProgram& start, Walls walls);

}  // namespace halfsecond::sandbox
