// Directory: an open directory of a Root, whose files are reached by their bare names. For those who read thousands of
// files side by side: the kernel walks the path to them once.

#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "inputs/file_source.h"

namespace halfsecond {

class Directory {
 public:
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

  // What the file system says of the directory itself. Errors: kIo.
  Result<FileStatus> OwnStatus() const;

  // What stands at `name`, a link as itself. Errors: kNotFound, kIo.
  Result<FileStatus> Status(const std::string& name) const;

 private:
  int descriptor_ = -1;
};

}  // namespace halfsecond
