// What the running loader of this machine answers about a program: the truth the tests compare with.
//
// Trace mode (LD_TRACE_LOADED_OBJECTS=1) maps the objects, lists them and exits before any code of theirs runs. It is
// the loader of the program that honours it: never trace a program without PT_INTERP, it would run.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/e2e/process.h"

namespace halfsecond::e2e {

// Where a program is loaded: what the loader looks at besides the files.
struct Surroundings {
  std::vector<std::string> environment = {};                    // "LD_LIBRARY_PATH=..."
  std::string directory = {};                                   // working directory
  std::vector<std::pair<std::string, std::string>> binds = {};  // file of ours, file of the system it stands in for
  std::string root = {};                                        // the loader sees this directory as /
  int user = -1;                                                // user id; REQUIRES that the tests run as root
};

// What the loader said.
struct Truth {
  bool starts = false;               // false: it gave up, and `complaint` is its own sentence
  std::vector<std::string> paths;    // in its order; the program itself and the vDSO left out
  std::vector<std::string> missing;  // names it did not find
  std::vector<std::string>
      relocation;         // paths in the order of relocation, which is that of initialisation, ld.so left out
  std::string complaint;  // everything it wrote to stderr but its debugging lines

  // The path whose last part is `file_name`; empty when there is none. The second of two is ignored.
  std::string Took(std::string_view file_name) const;
};

// Asks by trace mode. REQUIRES: `program` is an absolute path and has a PT_INTERP.
Truth AskLoader(const std::string& program, const Surroundings& surroundings = {});

// Really runs `program`, a fixture whose constructors and resolvers write their names, a line each (kSaying,
// fixture.h): those lines up to "main", a name that comes twice only the first time.
std::vector<std::string> CodeBeforeMain(const std::string& program, const Surroundings& surroundings = {});

// The same question to musl's loader, by `--list`. The loader, which is also libc, counts once. No order of relocation.
Truth AskMusl(const std::string& program, const Surroundings& surroundings = {});

// Really runs `program` (a fixture of the test itself) under LD_DEBUG=files: the paths whose constructors the loader
// called, in that order; the program last, ld.so left out.
std::vector<std::string> InitCalls(const std::string& program, const Surroundings& surroundings = {});

// `argv` made to run in `surroundings`.
Command Within(const Surroundings& surroundings, std::vector<std::string> argv);

// Whether this machine lets a test bind files or change the root (a namespace of its own). Where it does not, the test
// says so and ends.
bool CanEnter(const Surroundings& surroundings);

// True for the names ld.so goes by, which a list of relocations does not show.
bool IsLoader(std::string_view path);

}  // namespace halfsecond::e2e
