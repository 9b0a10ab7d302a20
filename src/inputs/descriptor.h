// What the system calls of this room answer, in our words.

#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <memory>
#include <string>

#include "base/result.h"
#include "inputs/file_source.h"

namespace halfsecond {

// How a file is opened for reading. O_NONBLOCK: opening a FIFO without a writer must not wait. O_NOCTTY: a terminal
// device must not become ours.
inline constexpr int kReadFlags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

// kNotFound for ENOENT and ENOTDIR, else kIo.
Error ErrorOfErrno(int number);

FileStatus StatusFrom(const struct stat& from);

// Room for an extended attribute, and what fgetxattr or its like put there, or why it did not. Errors: as
// FileSource::Attribute.
using AttributeRoom = std::array<char, 256>;
Result<std::string> AttributeFrom(const AttributeRoom& room, ssize_t length);

// A source on `descriptor`, which it takes and closes also on failure. Errors: kIo, kUnsupported (no regular file).
Result<std::unique_ptr<FileSource>> SourceOn(int descriptor);

}  // namespace halfsecond
