// A whole system at once: what is load-bearing, and what runs where nobody asked, a cause a line.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "facts/damage.h"
#include "facts/finding.h"

namespace halfsecond {

// One library, counted over all programs surveyed.
struct LibraryWeight {
  std::string soname;
  std::string path;            // of the first object of that name that was met
  std::size_t programs = 0;    // that map it
  std::size_t direct = 0;      // that name it themselves
  std::size_t privileged = 0;  // that map it and run with power of their own
  std::size_t uninvited = 0;   // in how many it runs code before main
  std::string how;             // what it runs, "" when nothing
  bool is_runtime = false;
};

// Findings of one rule about one subject, over all programs.
struct FindingGroup {
  Finding finding;                    // the worst of them
  std::vector<std::string> programs;  // which, sorted
  std::size_t privileged = 0;         // how many of these run with power of their own
};

struct SurveyFacts {
  std::size_t files = 0;  // regular files looked at
  std::size_t elf_files = 0;
  std::size_t programs = 0;  // dynamic programs
  std::size_t static_programs = 0;
  std::size_t libraries = 0;           // shared objects that are no program
  std::size_t privileged = 0;          // programs with power of their own
  std::size_t with_uninvited = 0;      // programs in which a third-party library runs code before main
  std::size_t two_hops_away = 0;       // programs in which one that they never named does
  std::vector<LibraryWeight> weights;  // by programs, most first
  std::vector<FindingGroup> groups;    // answered yes; worst first, then by how many programs
  std::vector<Damage> damages;
  bool is_complete = true;
};

}  // namespace halfsecond
