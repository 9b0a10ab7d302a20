// What /proc says about other processes: children, descriptors, and whether a send is waiting.
// It reads text of the kernel's; names in it are foreign. A process that ends meanwhile has nothing to say: no error.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/supervise/record.h"

namespace halfsecond::supervise {

// All children of `root`, theirs, and so on, in order of process id; not `root` itself.
std::vector<pid_t> Descendants(pid_t root);

// What the process runs (/proc/PID/exe); empty when that cannot be read.
std::string ProgramOf(pid_t pid);

// A descriptor that is a socket, and the socket's inode.
struct SocketDescriptor {
  HeldDescriptor held;
  std::uint64_t inode = 0;
};

// Descriptors of the process that are sockets, in order. Nothing when /proc/PID/fd is closed to us.
std::optional<std::vector<SocketDescriptor>> SocketsOf(pid_t pid);

// The descriptor number `fd` of the process, whatever it is.
std::optional<HeldDescriptor> DescriptorOf(pid_t pid, int fd);

// Inodes of AF_UNIX datagram sockets without a name, in the network namespace of `pid` (/proc/PID/net/unix).
std::set<std::uint64_t> NamelessDatagramSockets(pid_t pid);

// The socket that a thread of `pid` is waiting to send on, when it is an AF_UNIX datagram socket without a name.
std::optional<HeldDescriptor> WaitingSend(pid_t pid);

}  // namespace halfsecond::supervise
