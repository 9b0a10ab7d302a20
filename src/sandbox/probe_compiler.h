// A C compiler that checks and makes nothing: would this source compile here? It runs behind a wall, one process a
// question, and reads the headers of this system; nothing it is given is ever executed.
//
// A keeper process of ours, started before this process confines itself, starts the compilers.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sandbox/reader_child.h"

namespace halfsecond::sandbox {

class ProbeCompiler {
 public:
  // Nothing: no GCC is installed here, or no process can be had. REQUIRES: one thread only.
  static std::optional<ProbeCompiler> Start(Walls walls);

  ProbeCompiler(ProbeCompiler&& other) noexcept;
  ProbeCompiler& operator=(ProbeCompiler&& other) noexcept;
  ProbeCompiler(const ProbeCompiler&) = delete;
  ProbeCompiler& operator=(const ProbeCompiler&) = delete;
  ~ProbeCompiler();

  // The same only for the same compiler, by its file's device, inode, size and times, beside the same headers, by the
  // times of the folders that hold most of them. Never 0.
  std::uint64_t identity() const { return identity_; }

  struct Answer {
    bool compiles = false;
    std::string said;  // the beginning of its stderr: "<stdin>:3:1: error: ..."; holds words of `source`, foreign text
  };
  // Checks one translation unit of C. Errors: kLimit (larger than limits::kMaxProbeBytes, or it took too long), kIo
  // (the keeper is gone, or the compiler could not be started).
  Result<Answer> Check(std::string_view source);

 private:
  ProbeCompiler() = default;
  void Close();

  int questions_ = -1;
  int answers_ = -1;
  std::uint64_t identity_ = 0;
};

}  // namespace halfsecond::sandbox
