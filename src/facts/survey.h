// A whole system at once: what is load-bearing, and what runs where nobody asked, a cause a line.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/damage.h"
#include "facts/finding.h"

namespace halfsecond {

// How far a survey looks. Each depth holds what the one before it says, but that kClosure goes by names alone: what
// files run by themselves it does not look at.
enum class SurveyDepth : std::uint8_t {
  kNeeded,   // what each file names
  kFacts,    // what each file runs by itself
  kClosure,  // what each program maps
  kStart,    // what that runs before main
  kBind,     // what each program's objects take from one another
};

// "needed", "facts", "closure", "start", "bind".
std::string_view SurveyDepthName(SurveyDepth depth);

// Does a survey of that depth look at what files run by themselves?
bool LooksAtStart(SurveyDepth depth);

// One library, counted over all programs surveyed.
struct LibraryWeight {
  std::string soname;
  std::string path;                       // of the object of that name in the first program, by path, that maps it
  std::size_t programs = 0;               // that map it; below kClosure: 0
  std::size_t direct = 0;                 // that name it themselves
  std::size_t privileged = 0;             // that map it and run with power of their own
  std::size_t uninvited = 0;              // in how many it runs code before main; from kStart on
  std::string how;                        // what it runs, "" when nothing
  std::size_t resolvers = 0;              // IFUNC resolvers among that
  std::vector<std::string> uninvited_in;  // in which programs, sorted
  bool is_runtime = false;
};

// Findings of one rule about one subject, over all programs.
struct FindingGroup {
  Finding finding;                    // the worst of them
  std::string example;                // the program that it was said of
  std::vector<std::string> programs;  // which, sorted
  std::size_t privileged = 0;         // how many of these run with power of their own
};

struct SurveyFacts {
  SurveyDepth depth = SurveyDepth::kStart;
  std::size_t files = 0;  // regular files looked at
  std::size_t elf_files = 0;
  std::size_t programs = 0;  // dynamic programs
  std::size_t static_programs = 0;
  std::size_t libraries = 0;             // shared objects that are no program
  std::size_t other_elf_files = 0;       // relocatable objects, kernel modules, core files
  std::size_t privileged = 0;            // programs with power of their own
  std::size_t with_uninvited = 0;        // programs in which third-party libraries run code before main; from kStart on
  std::size_t two_hops_away = 0;         // programs in which one that they never named does; from kStart on
  std::size_t files_with_start = 0;      // files with start-up code of their own; not below kFacts, nor at kClosure
  std::size_t files_with_resolvers = 0;  // files with IFUNC resolvers; as files_with_start
  std::vector<LibraryWeight> weights;    // by programs, most first
  std::vector<FindingGroup> groups;      // answered yes; worst first, then by how many programs
  std::vector<Damage> damages;
  bool is_complete = true;
};

}  // namespace halfsecond
