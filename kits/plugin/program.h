// The program of a plug-in: read once, hashed, and kept in memory that nobody can change. What was hashed is what runs,
// even when the file is replaced or overwritten in between.

#pragma once

#include <string>

#include "kits/plugin/descriptor.h"
#include "kits/plugin/outcome.h"
#include "kits/plugin/sha256.h"

namespace halfsecond::plugin {

inline constexpr std::uint64_t kLargestProgramBytes = std::uint64_t{64} << 20;  // the largest of ours: 3 MiB

class Program {
 public:
  // Reads the executable at `path`. With `expected`, a program of any other digest is refused.
  // Faults: kSpawn with an errno; EKEYREJECTED for a wrong digest, EFBIG for a file over kLargestProgramBytes, EACCES
  // for one that is no regular file or not executable.
  static Outcome<Program> Read(const std::string& path, const Sha256Digest* expected);

  // A sealed memory file (memfd_create(2)), close on exec.
  int descriptor() const { return memory_.number(); }
  const Sha256Digest& digest() const { return digest_; }

 private:
  Descriptor memory_;
  Sha256Digest digest_{};
};

}  // namespace halfsecond::plugin
