// The root of a workshop: a file system in memory with /usr of this system, read-only, and the empty folder /workshop.

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <utility>

#include "sandbox/workshop_wire.h"

namespace halfsecond::sandbox::workshop {
namespace {

constexpr const char* kInMemory = "size=512m,nr_inodes=200k,mode=755";
// What programs of /usr/bin need besides /usr: where its folders were before the merge, and Debian's alternatives.
constexpr std::array kShown{"/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"};

// A mount of a namespace above keeps its flags: to lift one is refused.
unsigned long FlagsOf(const char* path) {
  constexpr std::array<std::pair<unsigned long, unsigned long>, 4> kKept{
      {{ST_NOEXEC, MS_NOEXEC}, {ST_NOATIME, MS_NOATIME}, {ST_NODIRATIME, MS_NODIRATIME}, {ST_RELATIME, MS_RELATIME}}};
  struct statvfs seen {};
  unsigned long flags = 0;
  if (::statvfs(path, &seen) != 0) return flags;
  for (const auto& [has, keeps] : kKept) flags |= (seen.f_flag & has) != 0 ? keeps : 0;
  return flags;
}

bool Bind(const char* path, const std::string& at, unsigned long more) {
  return ::mount(path, at.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0 &&
         ::mount(nullptr, at.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_NOSUID | more | FlagsOf(path), nullptr) == 0;
}

bool MakeFile(const std::string& path) {
  const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  return made >= 0 && ::close(made) == 0;
}

// The same at `root`: a link is a link there, a file or folder is shown read-only. What is not there is left out.
bool Show(const char* path, const std::string& root) {
  struct stat seen {};
  if (::lstat(path, &seen) != 0) return true;
  const std::string at = root + path;
  if (S_ISLNK(seen.st_mode)) {
    std::array<char, PATH_MAX> target{};
    return ::readlink(path, target.data(), target.size() - 1) > 0 && ::symlink(target.data(), at.c_str()) == 0;
  }
  const bool made = S_ISDIR(seen.st_mode) ? ::mkdir(at.c_str(), 0755) == 0 : MakeFile(at);
  return made && Bind(path, at, MS_RDONLY | MS_NODEV);
}

}  // namespace

bool MakeRoom() {
  const std::string root = "/tmp";
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  if (::mount("none", root.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, kInMemory) != 0) return false;
  for (const char* folder : {"/etc", "/dev", "/workshop", "/tmp"}) {
    if (::mkdir((root + folder).c_str(), 0755) != 0) return false;
  }
  for (const char* path : kShown) {
    if (!Show(path, root)) return false;
  }
  const std::string nothing = root + "/dev/null";
  if (!MakeFile(nothing) || ::mount("/dev/null", nothing.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
  constexpr std::string_view kName = "workshop";
  return ::chdir(root.c_str()) == 0 && ::syscall(SYS_pivot_root, ".", ".") == 0 && ::umount2(".", MNT_DETACH) == 0 &&
         ::chdir("/workshop") == 0 && ::sethostname(kName.data(), kName.size()) == 0;
}

}  // namespace halfsecond::sandbox::workshop
