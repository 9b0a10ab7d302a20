// Directory: an open directory of a Root, whose files are reached by their bare names. For those who read thousands of
// files side by side: the kernel walks the path to them once.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "inputs/file_source.h"

namespace halfsecond {

struct DirectoryEntry {
  enum class Kind : std::uint8_t { kRegular, kDirectory, kSymlink, kOther };
  std::string name;
  Kind kind = Kind::kOther;
};

class Directory {
 public:
  enum class For : std::uint8_t { kReaching, kListing };  // the first needs no permission to read the directory

  // Takes `descriptor`, which is open on a directory.
  explicit Directory(int descriptor) : descriptor_(descriptor) {}
  Directory(Directory&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Directory& operator=(Directory&& other) noexcept;
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();

  // The regular file called `name`, which is no link: what a link means is for the Root to say. REQUIRES: no slash in
  // `name`. Errors: as Root::OpenFile; kUnsupported also for a link.
  Result<std::unique_ptr<FileSource>> OpenFile(const std::string& name) const;

  // The names in it, without "." and "..", sorted by byte. REQUIRES: opened for listing, and not listed yet.
  // Errors: kIo, kLimit.
  Result<std::vector<DirectoryEntry>> List() const;

  // What the file system says of the directory itself. Errors: kIo.
  Result<FileStatus> OwnStatus() const;

  // What stands at `name`, a link as itself. Errors: kNotFound, kIo.
  Result<FileStatus> Status(const std::string& name) const;

 private:
  int descriptor_ = -1;
};

}  // namespace halfsecond
