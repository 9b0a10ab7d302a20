// The sockets behind NOTIFY_SOCKET: the one the daemon is told of, and those that wrong spellings of it reach.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::supervise {

class Mailbox {
 public:
  // Opens the sockets for `form`, with a path inside `folder`. Errors: kIo.
  static Result<Mailbox> Open(AddressForm form, const std::string& folder);
  Mailbox(Mailbox&& other) noexcept;
  Mailbox& operator=(Mailbox&& other) = delete;
  Mailbox(const Mailbox&) = delete;
  ~Mailbox();

  // The value of NOTIFY_SOCKET; empty for AddressForm::kNone.
  const std::string& address() const { return address_; }

  // Descriptors to poll for reading.
  std::vector<int> descriptors() const;

  // Sends ourselves messages until the queue at the address takes no more. Take() leaves them out.
  Result<void> Fill();

  // Takes a few of those away, so that whoever waits can send.
  void MakeRoom();

  // The next datagram from anybody else; nothing when there is none now. Its descriptors go to `fds`, which the caller
  // closes. Times are left 0.
  std::optional<Datagram> Take(std::vector<int>& fds, pid_t main);

 private:
  struct Slot {
    int fd = -1;
    Reached reached = Reached::kExact;
    std::string path;  // to unlink
  };

  Mailbox() = default;
  Result<void> Bind(Reached reached, const std::string& name, std::size_t length);

  std::string address_;
  std::vector<Slot> slots_;
};

}  // namespace halfsecond::supervise
