// The listening socket that a run passes as descriptor 3, and whether somebody accepts on it.

#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::supervise {

class PassedListener {
 public:
  // A socket that listens on loopback or, for kUnix, at a path inside `folder`. Errors: kIo.
  static Result<PassedListener> Open(Listener kind, const std::string& folder);
  PassedListener(PassedListener&& other) noexcept;
  PassedListener& operator=(PassedListener&& other) = delete;
  PassedListener(const PassedListener&) = delete;
  ~PassedListener();

  int fd() const { return fd_; }
  std::uint64_t inode() const;

  // Makes a connection and leaves it in the queue. Errors: kIo.
  Result<void> Connect();

  // kNo while the connection still stands in the queue, kYes once somebody took it.
  Accepted accepted() const;

 private:
  PassedListener() = default;

  int fd_ = -1;
  int client_ = -1;
  std::string path_;
};

}  // namespace halfsecond::supervise
