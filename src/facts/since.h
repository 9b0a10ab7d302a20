// What a survey finds that an earlier one did not.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "facts/survey.h"

namespace halfsecond {

// A library that runs code in programs where it did not.
struct NewlyUninvited {
  std::string soname;
  std::string path;
  std::string how;
  std::vector<std::string> programs;  // sorted
  std::size_t before = 0;             // in how many programs it did, then; 0: it is new to this
};

// A library with more IFUNC resolvers than before.
struct NewResolvers {
  std::string soname;
  std::string path;
  std::size_t before = 0;
  std::size_t now = 0;
};

struct SinceFacts {
  std::vector<NewlyUninvited> uninvited;  // by programs, most first
  std::vector<NewResolvers> resolvers;    // by soname
  std::vector<FindingGroup> findings;     // groups that are new, or worse, or that touch further programs: only those
  bool is_complete = true;
};

}  // namespace halfsecond
