// Runs a program from a test: its own environment, an empty standard input, a deadline.

#pragma once

#include <string>
#include <vector>

namespace halfsecond::e2e {

// What to run, and in what surroundings. Nothing of the test's own environment reaches the program but PATH.
struct Command {
  std::vector<std::string> argv = {};         // argv[0] is also the file, looked up in PATH when it has no slash
  std::vector<std::string> environment = {};  // "NAME=value"
  std::string directory = {};                 // working directory; empty: the test's
  int deadline_s = 30;                        // beyond it the program is killed and `late` is set
};

// How it ended.
struct Ended {
  int status = -1;  // exit status, -1 when it died of a signal
  int signal = 0;
  bool late = false;
  std::string out;
  std::string err;
};

// Runs `command` to its end. A program that cannot be executed ends with status 126.
Ended Run(const Command& command);

// The lines of `text`, without their newlines; a last line without a newline counts.
std::vector<std::string> Lines(const std::string& text);

// `parts` as one text, one a line: what doctest prints best when two lists differ.
std::string OnePerLine(const std::vector<std::string>& parts);

}  // namespace halfsecond::e2e
