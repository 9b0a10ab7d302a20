#include "inputs/descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace halfsecond {

Error ErrorOfErrno(int number) {
  const bool absent = number == ENOENT || number == ENOTDIR;
  const Error::Kind other = number == EACCES ? Error::Kind::kDenied : Error::Kind::kIo;
  return {absent ? Error::Kind::kNotFound : other, SystemErrorText(number), 0};
}

FileStatus StatusFrom(const struct stat& from) {
  FileStatus status;
  status.device = from.st_dev;
  status.inode = from.st_ino;
  status.size_bytes = static_cast<std::uint64_t>(from.st_size);
  status.modified_ns = std::int64_t{from.st_mtim.tv_sec} * 1'000'000'000 + from.st_mtim.tv_nsec;
  status.changed_ns = std::int64_t{from.st_ctim.tv_sec} * 1'000'000'000 + from.st_ctim.tv_nsec;
  status.mode = from.st_mode;
  status.uid = from.st_uid;
  status.gid = from.st_gid;
  return status;
}

Result<std::string> AttributeFrom(const AttributeRoom& room, ssize_t length) {
  if (length >= 0) return std::string(room.data(), static_cast<std::size_t>(length));
  if (errno == ENODATA || errno == ENOTSUP) return Error{Error::Kind::kNotFound, "no such attribute"};
  if (errno == ERANGE) return Error{Error::Kind::kLimit, "a larger attribute than one may be"};
  return Error{Error::Kind::kIo, SystemErrorText(errno)};
}

Result<std::unique_ptr<FileSource>> SourceOn(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    const int number = errno;
    ::close(descriptor);
    return ErrorOfErrno(number);
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return Error{Error::Kind::kUnsupported, S_ISDIR(status.st_mode) ? "is a directory" : "is not a regular file"};
  }
  return std::make_unique<FileSource>(descriptor, StatusFrom(status));
}

}  // namespace halfsecond
