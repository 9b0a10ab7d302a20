// shape: table
// What somebody who has taken over a worker would try next, by the numbers of the survey that this list comes from.
// Each attempt says 0 when it got what it wanted, else the errno that stopped it. docs/sandbox.md prints the table.

#pragma once

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace halfsecond::plugin::testing {

// What there is to reach, all of it the host's or anybody's: nothing but the walls stands in the way.
struct Targets {
  char folder[64];  // with a `file` that anybody may write and a `socket` that anybody may connect to
  pid_t host;
  std::uint16_t tcp_port;  // on loopback, as is the next
  std::uint16_t udp_port;
  int segment_key;        // of a System V segment that anybody may attach
  std::uint64_t address;  // of a readable byte in the host
  char host_name[65];     // as uname gives it to the host
  int leaked;             // a descriptor that the host forgot to close on exec
  char key_name[32];      // of a key in the host's session keyring
};

inline int Tell(long result) {
  if (result >= 0) return 0;
  return errno != 0 ? errno : EPERM;
}

inline std::string In(const Targets& t, const char* name) {
  return std::string(t.folder) + "/" + name;
}

inline int OpenFile(const Targets& t, const char* name, int flags) {
  return Tell(open(In(t, name).c_str(), flags | O_CLOEXEC, 0600));
}

inline int OpenOfHost(const Targets& t, const char* name, int flags) {
  return Tell(open(("/proc/" + std::to_string(t.host) + "/" + name).c_str(), flags | O_CLOEXEC));
}

inline int ConnectUnix(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof address.sun_path));
  const int out = socket(AF_UNIX, SOCK_STREAM, 0);
  return Tell(out < 0 ? out : connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

inline sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

inline int ConnectTcp(const Targets& t) {
  const sockaddr_in address = Loopback(t.tcp_port);
  const int out = socket(AF_INET, SOCK_STREAM, 0);
  return Tell(out < 0 ? out : connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

inline int SendUdp(const Targets& t) {
  const sockaddr_in address = Loopback(t.udp_port);
  const int out = socket(AF_INET, SOCK_DGRAM, 0);
  return Tell(out < 0 ? out : sendto(out, "x", 1, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

inline int SocketPair(const Targets&) {
  std::array<int, 2> ends{};
  return Tell(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()));
}

inline int ReadHostMemory(const Targets& t) {
  char byte = 0;
  const iovec here{&byte, 1};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address in another process
  const iovec there{reinterpret_cast<void*>(static_cast<std::uintptr_t>(t.address)), 1};
  return Tell(process_vm_readv(t.host, &here, 1, &there, 1, 0));
}

inline int StealDescriptor(const Targets& t) {
  const long process = syscall(SYS_pidfd_open, t.host, 0);
  return Tell(process < 0 ? process : syscall(SYS_pidfd_getfd, process, 0, 0));
}

inline int HaveHostSignalled(const Targets& t) {
  for (int descriptor = 3; descriptor < 16; ++descriptor) {
    if (fcntl(descriptor, F_SETOWN, t.host) == 0) return 0;
    if (errno != EBADF) return errno;
  }
  return EBADF;
}

inline int Fork(const Targets&) {
  const long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  if (child > 0) waitpid(static_cast<pid_t>(child), nullptr, 0);
  return Tell(child);
}

inline int Thread(const Targets&) {
  pthread_t thread{};
  const auto nothing = [](void* argument) { return argument; };
  const int error = pthread_create(&thread, nullptr, nothing, nullptr);
  if (error == 0) pthread_join(thread, nullptr);
  return error;
}

// A program tells that it ran by its exit status (kRan): there is no way back from it.
inline constexpr int kRan = 77;

// A tracer lets go of the host only by ending.
inline int Trace(const Targets& t) {
  if (ptrace(PTRACE_SEIZE, t.host, nullptr, nullptr) == 0) _exit(kRan);
  return Tell(-1);
}

inline int Execute(const Targets&) {
  return Tell(execl("/bin/sh", "sh", "-c", "exit 77", nullptr));
}

inline int ExecuteFromMemory(const Targets&) {
  const int file = memfd_create("program", 0);
  const std::string_view script = "#!/bin/sh\nexit 77\n";
  if (file < 0 || write(file, script.data(), script.size()) < 0) return Tell(-1);
  std::array<char*, 2> arguments{const_cast<char*>("x"), nullptr};
  return Tell(syscall(SYS_execveat, file, "", arguments.data(), arguments.data() + 1, AT_EMPTY_PATH));
}

inline int Map(std::size_t length, int protection) {
  void* memory = mmap(nullptr, length, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? Tell(-1) : 0;
}

inline int Protect(const Targets&) {
  void* memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return Tell(mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}

#if defined(__x86_64__)
inline int ThirtyTwoBitDoor(const Targets&) {
  long result = 20;  // getpid of i386
  asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  return result > 0 ? 0 : EPERM;
}
inline int XThirtyTwo(const Targets&) {
  return Tell(syscall(0x40000000 + SYS_getpid));
}
#endif

// One byte past the hard limit of descriptors: only a privilege raises that.
inline int RaiseLimit(const Targets&) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return Tell(-1);
  limit.rlim_max += 1;
  limit.rlim_cur = limit.rlim_max;
  return Tell(setrlimit(RLIMIT_NOFILE, &limit));
}

inline int TakeCapability(const Targets&) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> wanted{};
  wanted[0].effective = wanted[0].permitted = 1U << CAP_SYS_CHROOT;
  return Tell(syscall(SYS_capset, &header, wanted.data()));
}

inline int BecomeRoot(const Targets&) {
  if (syscall(SYS_setresuid, 0, 0, 0) != 0) return Tell(-1);
  return chroot("/") == 0 ? 0 : EPERM;  // root in name only is no root
}

inline int IoUring(const Targets&) {
  std::array<std::uint64_t, 32> parameters{};
  return Tell(syscall(SYS_io_uring_setup, 4, parameters.data()));
}

inline int Bpf(const Targets&) {
  std::array<std::uint32_t, 32> map{2, 4, 4, 1};  // an array of one entry
  return Tell(syscall(SYS_bpf, 0, map.data(), sizeof map));
}

inline int Perf(const Targets&) {
  perf_event_attr what{};
  what.type = PERF_TYPE_SOFTWARE;
  what.size = sizeof what;
  what.config = PERF_COUNT_SW_TASK_CLOCK;
  what.exclude_kernel = 1;
  return Tell(syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
}

inline int SearchKeys(const Targets& t) {
  constexpr int kSearch = 10;
  constexpr int kSessionKeyring = -3;
  return Tell(syscall(SYS_keyctl, kSearch, kSessionKeyring, "user", t.key_name, 0));
}

inline int AttachSegment(const Targets& t) {
  const int segment = shmget(t.segment_key, 0, 0);
  return Tell(segment < 0 ? -1 : (reinterpret_cast<std::intptr_t>(shmat(segment, nullptr, SHM_RDONLY)) == -1 ? -1 : 0));
}

inline int MessageQueue(const Targets&) {
  return Tell(syscall(SYS_mq_open, "halfsecond-test", O_RDONLY | O_CREAT | O_EXCL, 0600, nullptr));
}

inline int RealTime(const Targets&) {
  const sched_param priority{1};
  return Tell(sched_setscheduler(0, SCHED_FIFO, &priority));
}

inline int LimitHost(const Targets& t) {
  rlimit limit{};
  return Tell(syscall(SYS_prlimit64, t.host, RLIMIT_CORE, nullptr, &limit));
}

inline int OpenByHandle(const Targets& t) {
  std::array<unsigned, 40> handle{128};
  int mount_id = 0;
  if (syscall(SYS_name_to_handle_at, AT_FDCWD, t.folder, handle.data(), &mount_id, 0) != 0) return Tell(-1);
  const int root = open("/", O_RDONLY | O_DIRECTORY);
  return Tell(root < 0 ? -1 : syscall(SYS_open_by_handle_at, root, handle.data(), O_RDONLY));
}

inline int HostName(const Targets& t) {
  utsname name{};
  if (uname(&name) != 0) return Tell(-1);
  return std::strcmp(name.nodename, t.host_name) == 0 ? 0 : ENOENT;
}

inline int ParentNumber(const Targets&) {
  return syscall(SYS_getppid) > 1 ? 0 : ENOENT;
}

inline int WriteLeaked(const Targets& t) {
  return Tell(write(t.leaked, "x", 1));
}

inline int Mount(const Targets&) {
  return Tell(mount("none", "/", "tmpfs", 0, nullptr));
}

inline int Chmod(const Targets& t) {
  return Tell(chmod(In(t, "own").c_str(), 0777));
}

inline int ReadOwnLink(const Targets&) {
  std::array<char, 64> name{};
  return Tell(readlink("/proc/self/exe", name.data(), name.size()));
}

enum class Walls : std::uint8_t {
  kTwo,  // with any one layer switched off, another stops it
  kOne,  // only one can: docs/sandbox.md says why
};

struct Attempt {
  int number;  // of the survey's list, 1 to 42; neighbours share one
  const char* name;
  int (*run)(const Targets&);
  Walls walls = Walls::kTwo;
};

// clang-format off: one row a line
constexpr std::array kAttempts {
  Attempt{1, "open a world-readable file", [](const Targets&) { return Tell(open("/etc/passwd", O_RDONLY)); }},
      Attempt{2, "open a file of root's", [](const Targets&) { return Tell(open("/etc/shadow", O_RDONLY)); }},
      Attempt{3, "create a file", [](const Targets& t) { return OpenFile(t, "new", O_WRONLY | O_CREAT); }},
      Attempt{4, "empty a file", [](const Targets& t) { return Tell(truncate(In(t, "file").c_str(), 0)); }},
      Attempt{5, "remove a file", [](const Targets& t) { return Tell(unlink(In(t, "spare").c_str())); }},
      Attempt{6, "list a directory", [](const Targets& t) { return OpenFile(t, "", O_RDONLY | O_DIRECTORY); }},
      Attempt{7, "ask about a file",
              [](const Targets& t) {
                struct stat seen {};
                return Tell(stat(t.folder, &seen));
              }},
      Attempt{8, "change a file's mode", Chmod}, Attempt{9, "read a symbolic link", ReadOwnLink},
      Attempt{10, "connect by TCP", ConnectTcp}, Attempt{11, "send by UDP", SendUdp},
      Attempt{12, "connect to an abstract name",
              [](const Targets& t) { return ConnectUnix(std::string(1, '\0') + t.folder); }},
      Attempt{13, "connect to a socket's path", [](const Targets& t) { return ConnectUnix(In(t, "socket")); }},
      Attempt{14, "open a netlink socket", [](const Targets&) { return Tell(socket(AF_NETLINK, SOCK_RAW, 0)); }},
      Attempt{14, "open a raw socket", [](const Targets&) { return Tell(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)); }},
      Attempt{14, "open a vsock", [](const Targets&) { return Tell(socket(40, SOCK_STREAM, 0)); }},
      Attempt{15, "make a socket pair", SocketPair}, Attempt{16, "trace the host", Trace},
      Attempt{17, "read the host's memory", ReadHostMemory},
      Attempt{18, "open the host's memory", [](const Targets& t) { return OpenOfHost(t, "mem", O_RDWR); }},
      Attempt{19, "open the host's environment", [](const Targets& t) { return OpenOfHost(t, "environ", O_RDONLY); }},
      Attempt{20, "open the host's descriptors", [](const Targets& t) { return OpenOfHost(t, "fd/0", O_RDONLY); }},
      Attempt{21, "signal the host", [](const Targets& t) { return Tell(kill(t.host, SIGUSR1)); }},
      Attempt{21, "signal a thread of the host",
              [](const Targets& t) { return Tell(syscall(SYS_tgkill, t.host, t.host, SIGUSR1)); }},
      Attempt{22, "take a descriptor of the host", StealDescriptor},
      Attempt{23, "have the host signalled", HaveHostSignalled}, Attempt{24, "fork", Fork},
      Attempt{25, "start a thread", Thread}, Attempt{26, "run a program", Execute},
      Attempt{27, "run a program from memory", ExecuteFromMemory},
      Attempt{28, "map memory to write and run",
              [](const Targets&) { return Map(4096, PROT_READ | PROT_WRITE | PROT_EXEC); }, Walls::kOne},
      Attempt{28, "make memory executable", Protect, Walls::kOne},
      Attempt{28, "make reading imply running", [](const Targets&) { return Tell(personality(READ_IMPLIES_EXEC)); },
              Walls::kOne},
#if defined(__x86_64__)
      Attempt{29, "enter by the 32-bit door", ThirtyTwoBitDoor, Walls::kOne},
      Attempt{29, "enter by the x32 numbers", XThirtyTwo, Walls::kOne},
#endif
      Attempt{30, "take 8 GiB of memory",
              [](const Targets&) { return Map(std::size_t{8} << 30, PROT_READ | PROT_WRITE); }, Walls::kOne},
      Attempt{32, "write to a leaked descriptor", WriteLeaked, Walls::kOne},
      Attempt{33, "raise a hard limit", RaiseLimit}, Attempt{34, "become root", BecomeRoot},
      Attempt{34, "take a capability", TakeCapability},
      Attempt{35, "become dumpable", [](const Targets&) { return Tell(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)); },
              Walls::kOne},
      Attempt{36, "make a user namespace", [](const Targets&) { return Tell(unshare(CLONE_NEWUSER)); }},
      Attempt{36, "mount", Mount}, Attempt{37, "io_uring", IoUring}, Attempt{38, "bpf", Bpf},
      Attempt{38, "userfaultfd", [](const Targets&) { return Tell(syscall(SYS_userfaultfd, 1)); }},
      Attempt{38, "perf_event_open", Perf}, Attempt{39, "find a key of the host's", SearchKeys},
      Attempt{39, "attach a segment of the host's", AttachSegment}, Attempt{39, "open a message queue", MessageQueue},
      Attempt{40, "run in real time", RealTime},
      Attempt{40, "slow the host down",
              [](const Targets& t) { return Tell(setpriority(PRIO_PROCESS, static_cast<id_t>(t.host), 19)); }},
      Attempt{40, "ask for the host's limits", LimitHost}, Attempt{41, "open a file by its handle", OpenByHandle},
      Attempt{42, "learn the host's name", HostName}, Attempt{42, "learn the parent's number", ParentNumber},
};
// clang-format on

}  // namespace halfsecond::plugin::testing
