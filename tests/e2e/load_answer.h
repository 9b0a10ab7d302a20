// What `halfsecond load --json` answers, read from its published JSON (docs/design.md, JSON).

#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/loader_truth.h"

namespace halfsecond::e2e {

// One object of uninvited code: something that runs before main.
struct UninvitedCode {
  std::string path;  // of the object
  std::string how;
  std::string symbol;   // empty when the answer has none
  std::string address;  // as linked, "0x1129"
  std::int64_t position = 0;
};

struct Answer {
  int status = -1;  // exit status of halfsecond
  bool complete = false;
  std::vector<std::string> paths;            // objects in order, without the program itself
  std::vector<std::string> missing;          // sonames the program cannot do without
  std::vector<std::string> done_without;     // sonames it can: preloads, auxiliary libraries
  std::vector<std::string> would_not_start;  // why, one sentence each; empty: it starts
  std::vector<std::string> init_order;       // paths; ld.so left out
  std::vector<UninvitedCode> uninvited;
  std::string text;  // the whole JSON, for what has no field of its own
};

// The binary under test: the environment variable HALFSECOND, else the one built beside the tests.
std::string Binary();

// Asks about one program. A run that gives no JSON object fails the test with what it wrote to stderr.
// `options` stand before the program: "--root", "DIR".
Answer AskHalfsecond(const std::string& program, const Surroundings& surroundings = {},
                     const std::vector<std::string>& options = {});

// The functions of uninvited code whose names start with "hs_", in the order of their positions. Names come from the
// addresses of the answer and the symbol tables of the fixtures (readelf), so a wrong address is a wrong name; the
// answer's own name counts only for a function of another object. `root` stands before the paths of an answer in a
// root.
std::vector<std::string> OwnFunctions(const Answer& answer, const std::string& root = "");

// How many entries of uninvited code are of the kind `how` (a part of its word is enough) and in an object whose path
// ends with `path_end`.
std::size_t CountUninvited(const Answer& answer, std::string_view how, std::string_view path_end);

// One entry of "programs", or the whole object of a run over one program.
Answer ReadAnswer(const nlohmann::json& program);

// Asks both, and fails the test wherever they differ: set and order of objects, missing names, order of initialisation.
// Returns the loader's answer, so that the test can say which of the candidates its title is about.
Truth SameAsLoader(const std::string& program, const Surroundings& surroundings = {});

// Really runs the fixture `program`: what ran before main, and in which order, is what halfsecond predicts. Returns it.
std::vector<std::string> SameCodeBeforeMain(const std::string& program, const Surroundings& surroundings = {});

// Asks the loader in a directory it takes for /, and halfsecond with --root; `program` is the path inside.
Truth SameInRoot(const std::string& root, const std::string& program);

// The loader refuses to start `program`: halfsecond says so under "would_not_start". Returns the loader's words.
std::string RefusedLikeLoader(const std::string& program, const Surroundings& surroundings = {});

// The one or the other, as the loader decides: for cases whose outcome depends on its version.
void AsLoaderDoes(const std::string& program, const Surroundings& surroundings = {});

}  // namespace halfsecond::e2e
