// A file that a command hands on to a plug-in: open for reading, closed when this dies.

#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "inputs/descriptor.h"

namespace halfsecond::app {

class OpenFile {
 public:
  // A plug-in that reads from a device or a FIFO would wait, or never end: those are not opened.
  explicit OpenFile(std::string path) : path_(std::move(path)), number_(::open(path_.c_str(), kReadFlags)) {
    struct stat seen {};
    if (number_ < 0 || ::fstat(number_, &seen) != 0) {
      why_ = ErrorOfErrno(errno);
    } else if (!S_ISREG(seen.st_mode)) {
      why_ = Error{Error::Kind::kUnsupported, "is not a regular file"};
    }
    if (why_) Close();
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { Close(); }

  int number() const { return number_; }  // negative: it cannot be opened

  // Why not. REQUIRES: it cannot.
  const Error& why() const { return *why_; }

  // That, with the file's name.
  Error Refusal() const {
    Error error = *why_;
    error.what = path_ + ": " + error.what;
    return error;
  }

 private:
  void Close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

  std::string path_;
  int number_;
  std::optional<Error> why_;
};

}  // namespace halfsecond::app
