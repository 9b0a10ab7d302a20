// A workshop: a place where programs of this system may work on foreign files, as autoconf does, which runs what the
// files tell it to. It has namespaces of its own with no network, a root of /usr, read-only, and one empty folder in
// memory; nobody's rights, a deadline, and no way to anything else. It ends with us, and its folder with it.

#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace halfsecond::sandbox {

// How a command in the workshop ended.
struct WorkEnd {
  enum class How : std::uint8_t { kExited, kKilled, kTooLong, kNotFound };
  How how = How::kKilled;
  int status = -1;   // where it exited
  std::string said;  // the end of what it wrote to stdout and stderr; foreign
};

class Workshop {
 public:
  // Makes the namespaces and the empty folder. REQUIRES: this process is not yet a reader; one thread only.
  // Errors: kUnsupported (no namespaces to be had), kIo.
  static Result<Workshop> Start();
  Workshop(Workshop&& other) noexcept;
  Workshop& operator=(Workshop&& other) noexcept;
  ~Workshop();

  // Puts a file into the folder, and the folders above it. Errors: kIo (the workshop is gone), kMalformed (a path that
  // leads out of it).
  Result<void> PutFile(std::string_view path, std::uint32_t mode, std::string_view content);
  Result<void> PutLink(std::string_view path, std::string_view target);

  // Runs a program of /usr/bin in `folder`, "" for the whole, and ends whatever it left running.
  Result<WorkEnd> Run(const std::vector<std::string>& words, std::string_view folder, std::chrono::seconds deadline);

  // The contents of a regular file of at most limits::kMaxObjectBytes; nothing when there is none. Foreign.
  Result<std::optional<std::string>> Fetch(std::string_view path);

 private:
  Workshop(int to, int from, pid_t process) : to_(to), from_(from), process_(process) {}

  int to_ = -1;
  int from_ = -1;
  pid_t process_ = -1;
};

}  // namespace halfsecond::sandbox
