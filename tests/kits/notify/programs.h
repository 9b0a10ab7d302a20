// Small programs for the tests of the notify kit: compiled from tests/kits/notify/*.c and run, in a folder of their
// own.

#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace halfsecond::notify_tests {

struct Ran {
  int status = -1;  // what the shell says: 128 + n for signal n
  std::string output;
};

// Runs a shell command; standard error is part of the output.
inline Ran Shell(const std::string& command) {
  Ran ran;
  FILE* pipe = popen(("{ " + command + "\n} 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) ran.output.append(buffer, n);
  const int status = pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

// A new folder, gone with everything in it when this goes.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "halfsecond-notify-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The command that compiles tests/kits/notify/`source` to `program` with every warning an error.
inline std::string Compile(const std::string& compiler, const std::string& source, const std::string& program,
                           const std::string& more = "") {
  return compiler + " " HS_CLIENT_FLAGS " -Wall -Wextra -Werror -I" HS_SOURCE_DIR " -o " + program +
         " " HS_SOURCE_DIR "/tests/kits/notify/" + source + " " + more;
}

}  // namespace halfsecond::notify_tests
