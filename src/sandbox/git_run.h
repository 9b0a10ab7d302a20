// git, as a tool that can do nothing but read: no network, no file written, and nothing executed. It runs in a shadow
// repository of ours; what it prints comes through a pipe.
//
// Children are started before this process confines itself, and outlive its right to wait for them: a keeper process of
// ours holds them, tells how each ended, and removes the shadows when all are gone, even when we were killed.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/reader_child.h"

namespace halfsecond::sandbox {

enum class GitInput : std::uint8_t { kNothing, kPipe };

struct GitCommand {
  std::string shadow;                  // the repository it runs in
  std::vector<std::string> readable;   // directories it may read besides the shadow and the system's libraries
  std::vector<std::string> arguments;  // after "git"
  GitInput input = GitInput::kNothing;
};

// How one of them ended.
struct GitEnd {
  int status = -1;   // exit status; -1: killed, or not known
  std::string said;  // the beginning of what it wrote on stderr; foreign text
};

class GitRun {
 public:
  // Starts them all. `directory` holds the shadows and is removed at the end. Errors: kNotFound (no git), kIo.
  // REQUIRES: one thread only.
  static Result<GitRun> Start(const std::vector<GitCommand>& commands, const std::string& directory, Walls walls);

  GitRun(GitRun&& other) noexcept;
  GitRun& operator=(GitRun&& other) noexcept;
  GitRun(const GitRun&) = delete;
  GitRun& operator=(const GitRun&) = delete;
  ~GitRun();

  // The descriptor from which the output of command number `i` is read.
  int output(std::size_t i) const { return ends_[i].output; }
  // The one to which its input is written; -1 without.
  int input(std::size_t i) const { return ends_[i].input; }
  void CloseInput(std::size_t i);

  // Waits until the command has ended. REQUIRES: its output was read to the end, its input closed.
  GitEnd End(std::size_t i);

 private:
  struct Ends {
    int output = -1;
    int input = -1;
  };
  GitRun() = default;
  void Close();

  std::vector<Ends> ends_;
  std::vector<GitEnd> known_;
  std::vector<bool> is_known_;
  int reports_ = -1;
  int keeper_ = -1;
};

}  // namespace halfsecond::sandbox
