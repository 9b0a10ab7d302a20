// Root: a directory tree seen as a system of its own. "/" is the running one; any other stays a folder to us: nothing
// in it is executed, no chroot is entered, and no symbolic link leads out of it.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "inputs/directory.h"
#include "inputs/file_source.h"

namespace halfsecond {

class Root {
 public:
  // The tree below `directory`. Errors: kNotFound, kIo.
  static Result<Root> Open(const std::string& directory);

  Root(Root&& other) noexcept;
  Root& operator=(Root&& other) noexcept;
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  ~Root();

  // True for "/": paths are then resolved by the kernel and may be relative to the working directory.
  bool is_running_system() const { return is_running_system_; }

  // A regular file, open for reading; symbolic links are followed inside the root. A FIFO or device is refused without
  // waiting for it. Errors: kNotFound, kDenied, kIo; kUnsupported (there, and no regular file).
  Result<std::unique_ptr<FileSource>> OpenFile(const std::string& path) const;

  // The directory that `path` reaches. Errors: kNotFound, kIo.
  Result<Directory> OpenDirectory(const std::string& path, Directory::For purpose) const;

  // What OpenFile would reach, without opening it for reading. Errors: kNotFound, kIo.
  Result<FileStatus> Status(const std::string& path) const;

  // An extended attribute of the file that `path` reaches, which need not be readable on the running system.
  // Errors: as FileSource::Attribute and OpenFile.
  Result<std::string> Attribute(const std::string& path, const char* name) const;

  // The whole of a text file of at most limits::kMaxTextFileBytes.
  Result<std::string> ReadText(const std::string& path) const;

  // The names in a directory, without "." and "..", sorted by byte. Errors: kNotFound, kIo, kLimit.
  Result<std::vector<DirectoryEntry>> List(const std::string& path) const;

  // The absolute path, inside the root, of what `path` reaches, free of symbolic links, "." and "..".
  // Errors: kNotFound, kIo, kLimit (over limits::kMaxSymlinks).
  Result<std::string> RealPath(const std::string& path) const;

  // Where the link at `path` points, unresolved. REQUIRES: no link before the last component. kIo when it is no link.
  Result<std::string> ReadLink(const std::string& path) const;

 private:
  explicit Root(int descriptor) : descriptor_(descriptor) {}

  Result<int> OpenDescriptor(const std::string& path, int flags) const;

  int descriptor_ = -1;
  bool is_running_system_ = false;
};

}  // namespace halfsecond
