#include "inputs/directory.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "base/limits.h"
#include "inputs/descriptor.h"

namespace halfsecond {
namespace {

using Kind = DirectoryEntry::Kind;

constexpr std::size_t kListBytes = 32768;

// The beginning of struct linux_dirent64 (getdents64(2)), whose name follows.
struct EntryHead {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
};
constexpr std::size_t kNameAt = offsetof(EntryHead, type) + 1;

// Not every file system says in a directory what stands there.
Kind KindOf(int directory, const char* name, std::uint8_t type) {
  struct stat status {};
  if (type == DT_UNKNOWN && ::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    type = static_cast<std::uint8_t>(IFTODT(status.st_mode));
  }
  switch (type) {
    case DT_REG:
      return Kind::kRegular;
    case DT_DIR:
      return Kind::kDirectory;
    case DT_LNK:
      return Kind::kSymlink;
    default:
      return Kind::kOther;
  }
}

}  // namespace

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

Result<std::vector<DirectoryEntry>> Directory::List() const {
  std::vector<DirectoryEntry> entries;
  std::array<char, kListBytes> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): the kernel fills it
  for (;;) {
    const long n = ::syscall(SYS_getdents64, descriptor_, buffer.data(), buffer.size());
    if (n < 0) return ErrorOfErrno(errno);
    if (n == 0) break;
    for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
      EntryHead head{};
      std::memcpy(&head, buffer.data() + at, kNameAt);
      const char* name = buffer.data() + at + kNameAt;
      at += head.length;
      if (std::string_view(name) == "." || std::string_view(name) == "..") continue;
      if (entries.size() == limits::kMaxDirectoryEntries) {
        return Error{Error::Kind::kLimit, "more entries than a directory may have"};
      }
      entries.push_back({name, KindOf(descriptor_, name, head.type)});
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
  return entries;
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
