#include "inputs/root.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "inputs/descriptor.h"

namespace halfsecond {
namespace {

// The kernel would end the path there, and reach another file than the one named.
Result<void> HoldsNoNul(const std::string& path) {
  if (path.find('\0') == std::string::npos) return {};
  return Error{Error::Kind::kNotFound, "the path holds a NUL byte"};
}

int OpenInRoot(int root, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<unsigned int>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, path, &how, sizeof how));
}

// A relative path starts in the working directory.
Result<std::string> AbsolutePath(const std::string& path) {
  if (path.starts_with('/')) return path;
  std::array<char, limits::kMaxPathBytes> working{};
  if (::getcwd(working.data(), working.size()) == nullptr) return ErrorOfErrno(errno);
  return std::string(working.data()) + "/" + path;
}

// `target` and behind it what of `pending`, from `at` on, is still to be walked.
std::string WithRest(std::string target, const std::string& pending, std::size_t at) {
  if (at < pending.size()) target.append("/").append(pending, at);
  return target;
}

}  // namespace

Result<Root> Root::Open(const std::string& directory) {
  const int descriptor = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return ErrorOfErrno(errno);
  struct stat named {};
  struct stat running {};
  Root root(descriptor);
  root.is_running_system_ = ::fstat(descriptor, &named) == 0 && ::stat("/", &running) == 0 &&
                            named.st_dev == running.st_dev && named.st_ino == running.st_ino;
  return root;
}

Root::Root(Root&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), is_running_system_(other.is_running_system_) {}

Root& Root::operator=(Root&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(is_running_system_, other.is_running_system_);
  return *this;
}

Root::~Root() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<int> Root::OpenDescriptor(const std::string& path, int flags) const {
  HS_CHECK(HoldsNoNul(path));
  if (is_running_system_) {
    const int descriptor = ::open(path.c_str(), flags);
    if (descriptor < 0) return ErrorOfErrno(errno);
    return descriptor;
  }
  int descriptor = OpenInRoot(descriptor_, path.c_str(), flags);
  if (descriptor < 0 && (errno == ENOSYS || errno == EPERM)) {
    // A kernel before 5.6, or a filter that does not know openat2: resolve link by link ourselves. The result has no
    // link left in it, so the last open follows none.
    HS_TRY(resolved, RealPath(path));
    const char* relative = resolved.size() == 1 ? "." : resolved.c_str() + 1;
    descriptor = ::openat(descriptor_, relative, flags | O_NOFOLLOW);
  }
  if (descriptor < 0) return ErrorOfErrno(errno);
  return descriptor;
}

Result<std::unique_ptr<FileSource>> Root::OpenFile(const std::string& path) const {
  HS_TRY(descriptor, OpenDescriptor(path, kReadFlags));
  return SourceOn(descriptor);
}

Result<Directory> Root::OpenDirectory(const std::string& path, Directory::For purpose) const {
  const int flags = purpose == Directory::For::kListing ? kReadFlags : O_PATH | O_CLOEXEC;
  HS_TRY(descriptor, OpenDescriptor(path, flags | O_DIRECTORY));
  return Directory(descriptor);
}

Result<FileStatus> Root::Status(const std::string& path) const {
  HS_CHECK(HoldsNoNul(path));
  struct stat status {};
  if (is_running_system_) {
    if (::stat(path.c_str(), &status) != 0) return ErrorOfErrno(errno);
    return StatusFrom(status);
  }
  HS_TRY(descriptor, OpenDescriptor(path, O_PATH | O_CLOEXEC));
  const int failed = ::fstat(descriptor, &status) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0) return ErrorOfErrno(failed);
  return StatusFrom(status);
}

Result<std::string> Root::Attribute(const std::string& path, const char* name) const {
  if (!is_running_system_) {
    HS_TRY(file, OpenFile(path));
    return file->Attribute(name);
  }
  HS_CHECK(HoldsNoNul(path));
  AttributeRoom room;  // NOLINT(cppcoreguidelines-pro-type-member-init): the kernel fills it
  return AttributeFrom(room, ::getxattr(path.c_str(), name, room.data(), room.size()));
}

Result<std::string> Root::ReadText(const std::string& path) const {
  HS_TRY(file, OpenFile(path));
  if (file->size() > limits::kMaxTextFileBytes) {
    return Error{Error::Kind::kLimit, "larger than a text file may be", limits::kMaxTextFileBytes};
  }
  HS_TRY(bytes, file->At(0, file->size()));
  return std::string(bytes.text());
}

Result<std::vector<DirectoryEntry>> Root::List(const std::string& path) const {
  HS_TRY(directory, OpenDirectory(path, Directory::For::kListing));
  return directory.List();
}

Result<std::string> Root::ReadLink(const std::string& path) const {
  HS_CHECK(HoldsNoNul(path));
  std::array<char, limits::kMaxPathBytes>
      target;  // NOLINT(cppcoreguidelines-pro-type-member-init): the kernel's to fill
  const char* relative = path.c_str();
  while (!is_running_system_ && *relative == '/') ++relative;
  const int base = is_running_system_ ? AT_FDCWD : descriptor_;
  const ssize_t n = ::readlinkat(base, relative, target.data(), target.size());
  if (n < 0 && errno == EINVAL) return Error{Error::Kind::kIo, "no link"};  // most are asked to learn just that
  if (n < 0) return ErrorOfErrno(errno);
  return std::string(target.data(), static_cast<std::size_t>(n));
}

Result<std::string> Root::RealPath(const std::string& path) const {
  HS_CHECK(HoldsNoNul(path));
  if (path.empty()) return Error{Error::Kind::kNotFound, "the path is empty"};
  HS_TRY(pending, is_running_system_ ? AbsolutePath(path) : path);
  std::string done;  // resolved so far, without a trailing slash; "" is the root
  int links = 0;
  std::size_t at = 0;
  while (at < pending.size()) {
    const std::size_t end = std::min(pending.find('/', at), pending.size());
    const std::string component = pending.substr(at, end - at);
    at = end + 1;
    if (component.empty() || component == ".") continue;
    if (component == "..") {
      done.erase(std::min(done.size(), done.rfind('/')));
      continue;
    }
    std::string next = done;
    next.append("/").append(component);
    auto target = ReadLink(next);
    if (!target.ok()) {
      if (target.error().kind == Error::Kind::kNotFound) return target.error();
      done = std::move(next);  // no link: EINVAL. Anything else shows itself when the file is opened.
      continue;
    }
    if (++links > limits::kMaxSymlinks) return Error{Error::Kind::kLimit, "too many symbolic links"};
    if (target->starts_with('/')) done.clear();
    pending = WithRest(std::move(*target), pending, at);
    at = 0;
    if (pending.size() > 16 * limits::kMaxPathBytes) return Error{Error::Kind::kLimit, "path too long"};
  }
  return done.empty() ? "/" : done;
}

}  // namespace halfsecond
