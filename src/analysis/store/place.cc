#include "analysis/store/place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace halfsecond::store {
namespace {

constexpr mode_t kOwnerOnly = 0700;
constexpr mode_t kOthersMayWrite = 0022;

Result<void> MakeDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), kOwnerOnly) == 0 || errno == EEXIST) return {};
  return Error{Error::Kind::kIo, path + ": " + SystemErrorText(errno)};
}

Result<void> CheckOwner(const std::string& path, const struct stat& status) {
  if (status.st_uid != ::geteuid()) {
    return Error{Error::Kind::kUnsupported, path + " belongs to user " + std::to_string(status.st_uid)};
  }
  if ((status.st_mode & kOthersMayWrite) != 0) {
    return Error{Error::Kind::kUnsupported, path + " can be written by other users"};
  }
  return {};
}

}  // namespace

Result<Place> Find(const std::string& name, const std::string& xdg_cache_home, const std::string& home) {
  std::string above;
  if (::geteuid() == 0) {
    above = "/var/cache";
  } else if (xdg_cache_home.starts_with("/")) {
    above = xdg_cache_home;
  } else if (home.starts_with("/")) {
    above = home + "/.cache";
  } else {
    return Error{Error::Kind::kNotFound, "no home directory to keep it in"};
  }
  HS_CHECK(MakeDirectory(above));
  Place place;
  place.directory = above + "/halfsecond";
  place.file = place.directory + "/" + name;
  HS_CHECK(MakeDirectory(place.directory));
  struct stat status {};
  if (::lstat(place.directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return Error{Error::Kind::kUnsupported, place.directory + " is no plain directory"};
  }
  HS_CHECK(CheckOwner(place.directory, status));
  if (::lstat(place.file.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) return Error{Error::Kind::kUnsupported, place.file + " is no plain file"};
    HS_CHECK(CheckOwner(place.file, status));
  }
  return place;
}

}  // namespace halfsecond::store
