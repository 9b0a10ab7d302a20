// The folder that the sockets of a run stand in.

#pragma once

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <utility>

#include "base/result.h"
#include "sandbox/supervise/failure.h"

namespace halfsecond::supervise {

// A folder of our own that the daemon's user, whoever that is, may pass through; gone with this.
class Folder {
 public:
  static Result<Folder> Make() {
    const char* tmp = getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nobody changes our environment
    Folder folder;
    folder.path_ = std::string(tmp != nullptr && tmp[0] == '/' ? tmp : "/tmp") + "/halfsecond-XXXXXX";
    if (mkdtemp(folder.path_.data()) == nullptr) {
      folder.path_.clear();
      return SystemFailure("cannot make a folder for sockets");
    }
    chmod(folder.path_.c_str(), 0755);
    return folder;
  }
  Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Folder& operator=(Folder&&) = delete;
  ~Folder() {
    if (!path_.empty()) rmdir(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  Folder() = default;
  std::string path_;
};

}  // namespace halfsecond::supervise
