#include "sandbox/supervise/listener.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "sandbox/supervise/failure.h"

namespace halfsecond::supervise {
namespace {

constexpr int kBacklog = 8;

}  // namespace

PassedListener::PassedListener(PassedListener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      client_(std::exchange(other.client_, -1)),
      path_(std::exchange(other.path_, {})) {}

PassedListener::~PassedListener() {
  if (fd_ >= 0) close(fd_);
  if (client_ >= 0) close(client_);
  if (!path_.empty()) unlink(path_.c_str());
}

Result<PassedListener> PassedListener::Open(Listener kind, const std::string& folder) {
  PassedListener made;
  sockaddr_storage name{};
  socklen_t length = sizeof(sockaddr_in);
  if (kind == Listener::kTcp) {
    auto& in = reinterpret_cast<sockaddr_in&>(name);
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);  // port 0: the kernel picks a free one
  } else {
    auto& local = reinterpret_cast<sockaddr_un&>(name);
    local.sun_family = AF_UNIX;
    made.path_ = folder + "/listener";
    if (made.path_.size() >= sizeof local.sun_path) return Error{Error::Kind::kIo, "TMPDIR is too long"};
    std::memcpy(local.sun_path, made.path_.data(), made.path_.size());
    length = sizeof local;
  }
  made.fd_ = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made.fd_ < 0 || bind(made.fd_, reinterpret_cast<const sockaddr*>(&name), length) < 0 ||
      listen(made.fd_, kBacklog) < 0) {
    return SystemFailure("cannot listen on loopback");
  }
  if (!made.path_.empty()) chmod(made.path_.c_str(), 0777);
  return made;
}

std::uint64_t PassedListener::inode() const {
  struct stat status {};
  return fstat(fd_, &status) == 0 ? status.st_ino : 0;
}

Result<void> PassedListener::Connect() {
  sockaddr_storage name{};
  socklen_t length = sizeof name;
  if (getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &length) < 0)
    return SystemFailure("cannot ask for our own address");
  client_ = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (client_ < 0) return SystemFailure("no socket");
  if (connect(client_, reinterpret_cast<const sockaddr*>(&name), length) < 0 && errno != EINPROGRESS) {
    return SystemFailure("cannot connect to our own listener");
  }
  return {};
}

Accepted PassedListener::accepted() const {
  pollfd queue{fd_, POLLIN, 0};  // our own copy of the listener: readable as long as the connection waits
  return poll(&queue, 1, 0) == 1 ? Accepted::kNo : Accepted::kYes;
}

}  // namespace halfsecond::supervise
