// A file that a command hands on to a plug-in: open for reading, closed when this dies.

#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/result.h"
#include "inputs/descriptor.h"

namespace halfsecond::app {

class OpenFile {
 public:
  explicit OpenFile(std::string path)
      : path_(std::move(path)), number_(::open(path_.c_str(), kReadFlags)), errno_(errno) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }  // negative: it cannot be opened

  int why() const { return errno_; }  // why not

  // That, with the file's name.
  Error Refusal() const {
    Error error = ErrorOfErrno(errno_);
    error.what = path_ + ": " + error.what;
    return error;
  }

 private:
  std::string path_;
  int number_;
  int errno_;
};

}  // namespace halfsecond::app
