#include "sandbox/supervise/inspect.h"

#include "sandbox/supervise/processes.h"

namespace halfsecond::supervise {
namespace {

constexpr int kStrangerFd = 4;  // Start() puts the second passed descriptor here

}  // namespace

Inspection Inspect(pid_t main, std::uint64_t listener_inode) {
  Inspection seen;
  const auto sockets = SocketsOf(main);
  if (!sockets) return seen;
  seen.done = true;
  const std::set<std::uint64_t> nameless = NamelessDatagramSockets(main);
  std::set<std::uint64_t> ours;
  for (const SocketDescriptor& socket : *sockets) {
    if (listener_inode != 0 && socket.inode == listener_inode) seen.listeners.push_back(socket.held);
    if (nameless.count(socket.inode) == 0) continue;
    seen.datagram_sockets.push_back(socket.held);
    ours.insert(socket.inode);
  }
  if (listener_inode != 0) seen.stranger = DescriptorOf(main, kStrangerFd);
  const std::string program = ProgramOf(main);
  for (const pid_t pid : Descendants(main)) {
    if (ProgramOf(pid) == program) continue;  // a worker of the same program may well share what it listens on
    for (const SocketDescriptor& socket : SocketsOf(pid).value_or(std::vector<SocketDescriptor>())) {
      if (listener_inode != 0 && socket.inode == listener_inode) seen.inherited_listeners.push_back(socket.held);
      if (ours.count(socket.inode) != 0) seen.inherited_datagrams.push_back(socket.held);
    }
  }
  return seen;
}

}  // namespace halfsecond::supervise
