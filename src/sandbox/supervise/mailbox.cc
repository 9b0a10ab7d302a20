#include "sandbox/supervise/mailbox.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <utility>

#include "sandbox/supervise/failure.h"
#include "sandbox/supervise/processes.h"

namespace halfsecond::supervise {
namespace {

constexpr std::size_t kMaxFds = 253;       // SCM_MAX_FD
constexpr std::size_t kMaxFillers = 64;    // sockets that fill the queue; one holds about 270 small messages
constexpr std::size_t kRoom = 4;           // messages that a daemon can send before it has to wait again
constexpr std::size_t kMaxFilling = 8192;  // messages; the queue is /proc/sys/net/unix/max_dgram_qlen long, 10 or 512

struct Name {
  sockaddr_un address{};
  socklen_t length = 0;
};

// `name` as it stands in sun_path, `length` bytes of it (NULs follow the name).
Name MakeName(const std::string& name, std::size_t length) {
  Name made;
  made.address.sun_family = AF_UNIX;
  std::memcpy(made.address.sun_path, name.data(), name.size());
  made.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  return made;
}

const sockaddr* Any(const Name& name) {
  return reinterpret_cast<const sockaddr*>(&name.address);
}

// An abstract name nobody else has, as NOTIFY_SOCKET spells it.
std::string RandomAddress() {
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) number = static_cast<std::uint64_t>(getpid());
  char text[64];
  static_cast<void>(
      std::snprintf(text, sizeof text, "@halfsecond-notify-%016llx", static_cast<unsigned long long>(number)));
  return text;
}

// Who sent `message`, as the kernel says, or 0; the descriptors that came with it go to `fds`.
pid_t ReadControl(msghdr& message, Datagram& datagram, std::vector<int>& fds) {
  pid_t sender = 0;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET) continue;
    if (header->cmsg_type == SCM_CREDENTIALS) {
      ucred credentials{};
      std::memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
      sender = credentials.pid;
    } else if (header->cmsg_type == SCM_RIGHTS) {
      const std::size_t got = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      fds.resize(fds.size() + got);
      std::memcpy(fds.data() + fds.size() - got, CMSG_DATA(header), got * sizeof(int));
      datagram.fds += static_cast<std::uint32_t>(got);
    }
  }
  return sender;
}

Sender Who(pid_t sender, pid_t main) {
  if (sender <= 0) return Sender::kUnknown;
  if (sender == main) return Sender::kMain;
  return kill(sender, 0) == 0 || errno == EPERM ? Sender::kDescendant : Sender::kGone;
}

}  // namespace

Mailbox::Mailbox(Mailbox&& other) noexcept
    : address_(std::move(other.address_)), slots_(std::exchange(other.slots_, {})) {}

Mailbox::~Mailbox() {
  for (const Slot& slot : slots_) {
    close(slot.fd);
    if (!slot.path.empty()) unlink(slot.path.c_str());
  }
}

Result<void> Mailbox::Bind(Reached reached, const std::string& name, std::size_t length) {
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return SystemFailure("no socket");
  Slot slot{fd, reached, name[0] == '\0' ? std::string() : name};
  const Name to = MakeName(name, length);
  const int on = 1;
  if (bind(fd, Any(to), to.length) < 0 || setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0) {
    const Error error = SystemFailure("cannot bind a socket for notifications");
    close(fd);
    return error;
  }
  // The daemon may have given up its user by the time it speaks; systemd's own socket is open to all as well.
  if (!slot.path.empty()) chmod(slot.path.c_str(), 0777);
  slots_.push_back(std::move(slot));
  return {};
}

Result<Mailbox> Mailbox::Open(AddressForm form, const std::string& folder) {
  Mailbox box;
  if (form == AddressForm::kPath) {
    box.address_ = folder + "/notify";
    if (box.address_.size() >= sizeof(sockaddr_un::sun_path)) return Error{Error::Kind::kIo, "TMPDIR is too long"};
    HS_CHECK(box.Bind(Reached::kExact, box.address_, box.address_.size() + 1));
  }
  if (form == AddressForm::kAbstract) {
    box.address_ = RandomAddress();
    std::string name = box.address_;
    name[0] = '\0';
    HS_CHECK(box.Bind(Reached::kExact, name, name.size()));
    HS_CHECK(box.Bind(Reached::kOneMore, name, name.size() + 1));
    HS_CHECK(box.Bind(Reached::kPadded, name, sizeof(sockaddr_un::sun_path)));
    // Where the working directory is not ours to write to, this wrong spelling shows as "arrived nowhere".
    (void)box.Bind(Reached::kFileName, box.address_, box.address_.size() + 1);
  }
  return box;
}

std::vector<int> Mailbox::descriptors() const {
  std::vector<int> fds;
  for (const Slot& slot : slots_) fds.push_back(slot.fd);
  return fds;
}

Result<void> Mailbox::Fill() {
  std::string name = address_;
  if (name[0] == '@') name[0] = '\0';
  const Name to = MakeName(name, name.size());
  std::size_t sent = 0;
  bool full = false;
  for (std::size_t filler = 0; !full && filler < kMaxFillers; ++filler) {
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return SystemFailure("no socket");
    std::size_t by_this = 0;
    while (sent < kMaxFilling && sendto(fd, "", 0, MSG_NOSIGNAL, Any(to), to.length) == 0) ++by_this, ++sent;
    full = errno == EAGAIN && by_this == 0;  // a new socket has all its own buffer: it is the queue that is full
    close(fd);
  }
  if (!full) return Error{Error::Kind::kIo, "the notification queue cannot be filled"};
  return {};
}

void Mailbox::MakeRoom() {
  char nothing = 0;
  for (std::size_t i = 0; i < kRoom; ++i) {
    if (recv(slots_.front().fd, &nothing, sizeof nothing, MSG_DONTWAIT) < 0) return;
  }
}

std::optional<Datagram> Mailbox::Take(std::vector<int>& fds, pid_t main) {
  for (const Slot& slot : slots_) {
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int) * kMaxFds)];
    char text[kMaxDatagramBytes];
    for (std::size_t count = 0; count <= kMaxFilling; ++count) {
      iovec part{text, sizeof text};
      msghdr message{};
      message.msg_iov = &part;
      message.msg_iovlen = 1;
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      const ssize_t size = recvmsg(slot.fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_TRUNC);
      if (size < 0) break;
      Datagram datagram;
      datagram.size_bytes = static_cast<std::uint64_t>(size);
      datagram.text.assign(text, std::min(static_cast<std::size_t>(size), sizeof text));
      datagram.reached = slot.reached;
      const pid_t sender = ReadControl(message, datagram, fds);
      if (sender == getpid()) continue;  // our own filling
      datagram.sender = Who(sender, main);
      return datagram;
    }
  }
  return std::nullopt;
}

}  // namespace halfsecond::supervise
