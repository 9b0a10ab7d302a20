#include "kits/plugin/control.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>

namespace halfsecond::plugin {

namespace {

using Words = std::array<std::uint32_t, 5>;  // both ends are the same machine: native byte order

// Room for every descriptor and the sender's credentials, aligned as cmsghdr demands.
struct alignas(cmsghdr) Ancillary {
  std::array<char, CMSG_SPACE(sizeof(int) * kMostPassed) + CMSG_SPACE(sizeof(ucred))> bytes{};
};

void TakeAncillary(msghdr& header, Received& received) {
  std::size_t taken = 0;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET) continue;
    if (part->cmsg_type == SCM_CREDENTIALS) {
      ucred sender{};
      std::memcpy(&sender, CMSG_DATA(part), sizeof sender);
      received.sender = sender.pid;
    }
    if (part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part) + i * sizeof(int), sizeof number);
      Descriptor owned(number);
      if (taken < received.passed.size()) received.passed[taken++] = std::move(owned);
    }
  }
}

}  // namespace

bool SendControl(int socket, const ControlMessage& message, std::span<const int> passed) {
  Words words{static_cast<std::uint32_t>(message.what), message.worker, static_cast<std::uint32_t>(message.first),
              static_cast<std::uint32_t>(message.second), static_cast<std::uint32_t>(message.third)};
  iovec body{words.data(), sizeof words};
  Ancillary ancillary;
  msghdr header{};
  header.msg_iov = &body;
  header.msg_iovlen = 1;
  if (!passed.empty()) {
    if (passed.size() > kMostPassed) return errno = E2BIG, false;
    header.msg_control = ancillary.bytes.data();
    header.msg_controllen = CMSG_SPACE(passed.size_bytes());
    cmsghdr* part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(passed.size_bytes());
    std::memcpy(CMSG_DATA(part), passed.data(), passed.size_bytes());
  }
  ssize_t sent = -1;
  do {
    sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof words);
}

std::optional<Received> ReceiveControl(int socket, Wait wait) {
  Words words{};
  iovec body{words.data(), sizeof words};
  Ancillary ancillary;
  msghdr header{};
  header.msg_iov = &body;
  header.msg_iovlen = 1;
  header.msg_control = ancillary.bytes.data();
  header.msg_controllen = ancillary.bytes.size();
  ssize_t got = -1;
  do {
    got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC | (wait == Wait::kNo ? MSG_DONTWAIT : 0));
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    if (errno == ECONNRESET) errno = 0;
    return std::nullopt;
  }
  Received received;
  TakeAncillary(header, received);
  errno = got == 0 ? 0 : EPROTO;
  if (got != static_cast<ssize_t>(sizeof words) || (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    return std::nullopt;
  }
  received.message = {static_cast<ControlMessage::What>(words[0]), words[1], static_cast<std::int32_t>(words[2]),
                      static_cast<std::int32_t>(words[3]), static_cast<std::int32_t>(words[4])};
  return received;
}

}  // namespace halfsecond::plugin
