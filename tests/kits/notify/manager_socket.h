// The other end of NOTIFY_SOCKET, for tests: a datagram socket with a path or an abstract name.

#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

namespace halfsecond::notify_tests {

struct Received {
  std::string text;
  std::vector<int> fds;  // ours to close
  pid_t sender = 0;
};

class ManagerSocket {
 public:
  // `address` as NOTIFY_SOCKET has it: "/path" or "@name".
  explicit ManagerSocket(std::string address) : address_(std::move(address)) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    if (address_[0] == '@') to.sun_path[0] = '\0';
    const int on = 1;
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    bound_ = bind(fd_, reinterpret_cast<const sockaddr*>(&to), length) == 0 &&
             setsockopt(fd_, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0;
  }
  ~ManagerSocket() { close(fd_); }
  ManagerSocket(const ManagerSocket&) = delete;
  ManagerSocket& operator=(const ManagerSocket&) = delete;

  bool bound() const { return bound_; }
  const std::string& address() const { return address_; }

  // The next message that already stands in the queue; an empty one with sender 0 when there is none.
  Received Next() {
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int) * 253)];
    char text[8192];
    iovec part{text, sizeof text};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    Received received;
    const ssize_t size = recvmsg(fd_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0) return received;
    received.text.assign(text, static_cast<std::size_t>(size));
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_type == SCM_CREDENTIALS) {
        ucred sender{};
        std::memcpy(&sender, CMSG_DATA(header), sizeof sender);
        received.sender = sender.pid;
      } else {
        received.fds.resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        std::memcpy(received.fds.data(), CMSG_DATA(header), received.fds.size() * sizeof(int));
      }
    }
    return received;
  }

 private:
  std::string address_;
  int fd_ = -1;
  bool bound_ = false;
};

}  // namespace halfsecond::notify_tests
