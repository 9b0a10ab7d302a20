#include "inputs/directory.h"

#include <unistd.h>

#include <cerrno>

#include "inputs/descriptor.h"

namespace halfsecond {

Directory& Directory::operator=(Directory&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Directory::~Directory() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::unique_ptr<FileSource>> Directory::OpenFile(const std::string& name) const {
  const int descriptor = ::openat(descriptor_, name.c_str(), kReadFlags | O_NOFOLLOW);
  if (descriptor >= 0) return SourceOn(descriptor);
  if (errno == ELOOP) return Error{Error::Kind::kUnsupported, "is a symbolic link"};
  return ErrorOfErrno(errno);
}

Result<FileStatus> Directory::OwnStatus() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return ErrorOfErrno(errno);
  return StatusFrom(status);
}

Result<FileStatus> Directory::Status(const std::string& name) const {
  struct stat status {};
  if (::fstatat(descriptor_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return ErrorOfErrno(errno);
  return StatusFrom(status);
}

}  // namespace halfsecond
