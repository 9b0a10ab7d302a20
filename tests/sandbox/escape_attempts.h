// shape: table
// What somebody who has taken over a reader would try next. Each attempt says 0 when it got what it wanted, else the
// errno that stopped it; the columns say which layers stop it, each of them alone. docs/sandbox.md prints this table.

#pragma once

#include <elf.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/sandbox/escape_world.h"

namespace halfsecond::sandbox::testing {

enum class Seccomp : std::uint8_t {
  kBlind,
  kStops,
  kYields,  // stops it where Landlock is missing, and leaves it to Landlock where it is not
};
enum class Limits : std::uint8_t { kNo, kStopOrdinaryUsers, kStop };
enum class Capabilities : std::uint8_t {
  kNo,
  kStopRoot,
  kStopRootAlone,  // root walks past Landlock here, with CAP_PERFMON
};
enum class Sanitized : std::uint8_t { kSame, kPermitted };  // kPermitted: the sanitizers' own row allows it

struct Attempt {
  const char* name;
  int (*run)(const World&);
  Seccomp seccomp = Seccomp::kStops;
  int landlock_from_abi = 0;  // 0: Landlock does not judge this
  Limits limits = Limits::kNo;
  Capabilities capabilities = Capabilities::kNo;
  Sanitized sanitized = Sanitized::kSame;
};

// 0 when a system call did what was asked of it, else why not.
inline int Tell(long result) {
  if (result >= 0) return 0;
  return errno != 0 ? errno : EPERM;
}

inline int Open(const World& world, const char* name, int flags) {
  return Tell(open(world.Path(name).c_str(), flags | O_CLOEXEC, 0600));
}

inline int OpenTwo(const World& world, std::uint64_t flags) {
  const std::array<std::uint64_t, 3> how{flags, 0, 0};  // struct open_how: flags, mode, resolve
  return Tell(syscall(SYS_openat2, AT_FDCWD, world.Path("file").c_str(), how.data(), sizeof how));
}

inline int OpenProc(const std::string& process, const char* name, int flags) {
  return Tell(open(("/proc/" + process + "/" + name).c_str(), flags | O_CLOEXEC));
}

template <class Address>
int Connect(int family, const Address& address) {
  const int out = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return Tell(out < 0 ? out : connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

inline int Send(const World& world) {
  const int out = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto* address = reinterpret_cast<const sockaddr*>(&world.tcp_address());
  return Tell(out < 0 ? out : sendto(out, "x", 1, 0, address, sizeof(sockaddr_in)));
}

inline int Fork(const World&) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child > 0) plugin::testing::Await(child);
  return Tell(child);
}

inline int Thread(const World&) {
  pthread_t thread{};
  const auto nothing = [](void* argument) { return argument; };
  const int error = pthread_create(&thread, nullptr, nothing, nullptr);
  if (error == 0) pthread_join(thread, nullptr);
  return error;
}

inline int Execute(const World&) {
  return Tell(execl("/bin/true", "true", nullptr));
}

#if defined(__x86_64__)
// A program of 132 bytes that needs no loader and exits with 0.
inline int ExecuteFromMemory(const World&) {
  struct Program {
    Elf64_Ehdr header{};
    Elf64_Phdr segment{};
    std::array<unsigned char, 12> code{0x31, 0xff, 0xb8, 60, 0, 0, 0, 0x0f, 0x05};  // exit(0)
  } program;
  const std::array<unsigned char, 7> ident{0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT};
  std::copy(ident.begin(), ident.end(), program.header.e_ident);
  program.header.e_type = ET_EXEC;
  program.header.e_machine = EM_X86_64;
  program.header.e_version = EV_CURRENT;
  program.header.e_entry = 0x400000 + offsetof(Program, code);
  program.header.e_phoff = offsetof(Program, segment);
  program.header.e_ehsize = sizeof(Elf64_Ehdr);
  program.header.e_phentsize = sizeof(Elf64_Phdr);
  program.header.e_phnum = 1;
  program.segment = {PT_LOAD, PF_R | PF_X, 0, 0x400000, 0x400000, sizeof program, sizeof program, 0x1000};
  const int file = memfd_create("program", 0);
  if (file < 0 || write(file, &program, sizeof program) != sizeof program) return Tell(-1);
  const std::array<char*, 1> none{nullptr};
  return Tell(syscall(SYS_execveat, file, "", none.data(), none.data(), AT_EMPTY_PATH));
}
#endif

inline int ReadMemory(const World& world) {
  static char here = 0;  // stands at the same address in the bystander, our sibling
  const iovec both{&here, 1};
  return Tell(process_vm_readv(world.bystander(), &both, 1, &both, 1, 0));
}

inline int StealDescriptor(const World& world) {
  const long process = syscall(SYS_pidfd_open, world.bystander(), 0);
  return Tell(process < 0 ? process : syscall(SYS_pidfd_getfd, process, world.listener(), 0));
}

inline int Map(std::size_t length, int protection) {
  void* memory = mmap(nullptr, length, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? Tell(-1) : 0;
}

inline int Protect(int protection) {
  void* memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? 0 : Tell(mprotect(memory, 4096, protection));
}

inline int MapProgram(const World&) {
  const int file = open("/bin/true", O_RDONLY | O_CLOEXEC);
  return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) == MAP_FAILED ? Tell(-1) : 0;
}

inline int RaiseLimit(const World&) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  return Tell(setrlimit(RLIMIT_NOFILE, &limit));
}

inline int LimitBystander(const World& world) {
  const rlimit limit{0, 0};
  return Tell(syscall(SYS_prlimit64, world.bystander(), RLIMIT_CORE, &limit, nullptr));
}

inline int RealTime(const World&) {
  const sched_param priority{1};
  return Tell(sched_setscheduler(0, SCHED_FIFO, &priority));
}

inline int SetCapabilities(const World&) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  return Tell(syscall(SYS_capset, &header, none.data()));
}

inline int Mount(const World& world) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return Tell(-1);
  return Tell(mount("none", world.Path("").c_str(), "tmpfs", 0, nullptr));
}

inline int Perf(const World&) {
  perf_event_attr what{};
  what.type = PERF_TYPE_SOFTWARE;
  what.size = sizeof what;
  what.config = PERF_COUNT_SW_TASK_CLOCK;
  what.exclude_kernel = 1;
  return Tell(syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
}

inline int IoUring(const World&) {
  std::array<std::uint64_t, 32> parameters{};
  return Tell(syscall(SYS_io_uring_setup, 4, parameters.data()));
}

inline int Bpf(const World&) {
  std::array<std::uint32_t, 32> map{2, 4, 4, 1};  // an array of one entry
  return Tell(syscall(SYS_bpf, 0, map.data(), sizeof map));
}

inline int SharedMemory(const World&) {
  const int segment = shmget(IPC_PRIVATE, 4096, 0600);
  if (segment >= 0) shmctl(segment, IPC_RMID, nullptr);
  return Tell(segment);
}

inline int Handle(const World& world) {
  std::array<unsigned, 40> handle{128};
  int mount_id = 0;
  return Tell(syscall(SYS_name_to_handle_at, AT_FDCWD, world.Path("file").c_str(), handle.data(), &mount_id, 0));
}

inline int SocketPair(const World&) {
  std::array<int, 2> ends{};
  return Tell(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()));
}

#if defined(__x86_64__)
inline int ThirtyTwoBitDoor(const World&) {
  long result = 20;  // getpid of i386
  asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  return result > 0 ? 0 : EPERM;
}
#endif

// clang-format off
constexpr std::array kAttempts{
    // name                                attempt                                              seccomp, landlock, limits
    Attempt{"create a file",               [](const World& w) { return Open(w, "new", O_WRONLY | O_CREAT); },
            Seccomp::kStops, 1},
    Attempt{"create a file, to read it",   [](const World& w) { return Open(w, "new", O_CREAT); },
            Seccomp::kStops, 1},
    Attempt{"create a file without a name", [](const World& w) { return Open(w, "", O_TMPFILE | O_WRONLY); },
            Seccomp::kStops, 1},
    Attempt{"write to a file",             [](const World& w) { return Open(w, "file", O_WRONLY); },
            Seccomp::kStops, 1},
    Attempt{"write to a file, openat2",    [](const World& w) { return OpenTwo(w, O_WRONLY); },
            Seccomp::kYields, 1},
    Attempt{"empty a file, openat2",       [](const World& w) { return OpenTwo(w, O_TRUNC); },
            Seccomp::kYields, 3},
    Attempt{"empty a file by opening it",  [](const World& w) { return Open(w, "file", O_TRUNC); },
            Seccomp::kStops, 3},
    Attempt{"truncate a file",             [](const World& w) { return Tell(truncate(w.Path("file").c_str(), 0)); },
            Seccomp::kStops, 3},
    Attempt{"remove a file",               [](const World& w) { return Tell(unlink(w.Path("file").c_str())); },
            Seccomp::kStops, 1},
    Attempt{"rename a file",
            [](const World& w) { return Tell(rename(w.Path("file").c_str(), w.Path("other").c_str())); },
            Seccomp::kStops, 1},
    Attempt{"link a file",
            [](const World& w) { return Tell(link(w.Path("file").c_str(), w.Path("other").c_str())); },
            Seccomp::kStops, 1},
    Attempt{"make a symbolic link",        [](const World& w) { return Tell(symlink("/", w.Path("soft").c_str())); },
            Seccomp::kStops, 1},
    Attempt{"make a directory",            [](const World& w) { return Tell(mkdir(w.Path("new").c_str(), 0700)); },
            Seccomp::kStops, 1},
    Attempt{"make a named pipe",           [](const World& w) { return Tell(mkfifo(w.Path("new").c_str(), 0600)); },
            Seccomp::kStops, 1},
    Attempt{"change a file's mode",        [](const World& w) { return Tell(chmod(w.Path("file").c_str(), 0777)); }},
    Attempt{"change a file's owner",
            [](const World& w) { return Tell(chown(w.Path("file").c_str(), w.uid(), w.uid())); }},
    Attempt{"change a file's time",
            [](const World& w) { return Tell(utimensat(AT_FDCWD, w.Path("file").c_str(), nullptr, 0)); }},
    Attempt{"set an extended attribute",
            [](const World& w) { return Tell(setxattr(w.Path("file").c_str(), "user.x", "x", 1, 0)); }},
    Attempt{"take a file's handle",        Handle},

    Attempt{"run a program",               Execute, Seccomp::kStops, 1},
    Attempt{"fork",                        Fork, Seccomp::kStops, 0, Limits::kStopOrdinaryUsers,
            Capabilities::kNo, Sanitized::kPermitted},
    Attempt{"start a thread",              Thread, Seccomp::kStops, 0, Limits::kStopOrdinaryUsers,
            Capabilities::kNo, Sanitized::kPermitted},
    Attempt{"map memory to write and run", [](const World&) { return Map(4096, PROT_READ | PROT_WRITE | PROT_EXEC); }},
    Attempt{"make memory executable",      [](const World&) { return Protect(PROT_READ | PROT_EXEC); }},
    Attempt{"map a program to run",        MapProgram},
    Attempt{"write to own code by /proc",  [](const World&) { return OpenProc("self", "mem", O_RDWR); },
            Seccomp::kStops, 1},
    Attempt{"make reading imply running",  [](const World&) { return Tell(personality(READ_IMPLIES_EXEC)); }},

    Attempt{"connect by TCP",              [](const World& w) { return Connect(AF_INET, w.tcp_address()); },
            Seccomp::kStops, 4},
    Attempt{"send by UDP",                 Send},
    Attempt{"connect to an abstract name", [](const World& w) { return Connect(AF_UNIX, w.AbstractAddress()); },
            Seccomp::kStops, 6},
    Attempt{"connect to a socket's path",  [](const World& w) { return Connect(AF_UNIX, w.LocalAddress()); }},
    Attempt{"open a netlink socket",       [](const World&) { return Tell(socket(AF_NETLINK, SOCK_RAW, 0)); }},
    Attempt{"make a socket pair",          SocketPair},

    Attempt{"trace another process",
            [](const World& w) { return Tell(ptrace(PTRACE_SEIZE, w.bystander(), nullptr, nullptr)); },
            Seccomp::kStops, 1, Limits::kNo, Capabilities::kStopRoot, Sanitized::kPermitted},
    Attempt{"read another's memory",       ReadMemory, Seccomp::kStops, 1, Limits::kNo, Capabilities::kStopRoot},
    Attempt{"open another's memory",
            [](const World& w) { return OpenProc(std::to_string(w.bystander()), "mem", O_RDONLY); },
            Seccomp::kBlind, 1, Limits::kNo, Capabilities::kStopRoot},
    Attempt{"read another's environment",
            [](const World& w) { return OpenProc(std::to_string(w.bystander()), "environ", O_RDONLY); },
            Seccomp::kBlind, 1, Limits::kNo, Capabilities::kStopRootAlone},
    Attempt{"take another's descriptor",   StealDescriptor, Seccomp::kStops, 1, Limits::kNo, Capabilities::kStopRoot},
    Attempt{"signal another process",      [](const World& w) { return Tell(kill(w.bystander(), SIGUSR1)); },
            Seccomp::kStops, 6},
    Attempt{"have another signalled",
            [](const World& w) { return Tell(fcntl(w.listener(), F_SETOWN, w.bystander())); }},
    Attempt{"limit another process",       LimitBystander},
    Attempt{"slow another process down",
            [](const World& w) { return Tell(setpriority(PRIO_PROCESS, static_cast<id_t>(w.bystander()), 19)); }},
    Attempt{"run in real time",            RealTime, Seccomp::kStops, 0, Limits::kStopOrdinaryUsers, Capabilities::kStopRoot},

    Attempt{"take 8 GiB of memory",        [](const World&) { return Map(std::size_t{8} << 30, PROT_READ | PROT_WRITE); },
            Seccomp::kBlind, 0, Limits::kStop, Capabilities::kNo, Sanitized::kPermitted},
    Attempt{"raise a limit",               RaiseLimit},
    Attempt{"become another user",         [](const World&) { return Tell(setresuid(1, 1, 1)); },
            Seccomp::kStops, 0, Limits::kNo, Capabilities::kStopRoot},
    Attempt{"change capabilities",         SetCapabilities},
    Attempt{"become dumpable again",       [](const World&) { return Tell(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)); },
            Seccomp::kStops, 0, Limits::kNo, Capabilities::kNo, Sanitized::kPermitted},
    Attempt{"make namespaces",             [](const World&) { return Tell(unshare(CLONE_NEWUSER)); }},
    Attempt{"mount in namespaces",         Mount, Seccomp::kStops, 1},
    Attempt{"change the root",             [](const World&) { return Tell(chroot("/")); },
            Seccomp::kStops, 0, Limits::kNo, Capabilities::kStopRoot},

    Attempt{"io_uring",                    IoUring, Seccomp::kStops, 0, Limits::kStopOrdinaryUsers},
    Attempt{"bpf",                         Bpf, Seccomp::kStops, 0, Limits::kNo, Capabilities::kStopRoot},
    Attempt{"userfaultfd",                 [](const World&) { return Tell(syscall(SYS_userfaultfd, 1)); }},
    Attempt{"perf_event_open",             Perf},
    Attempt{"join a session keyring",      [](const World&) { return Tell(syscall(SYS_keyctl, 1, nullptr)); }},
    Attempt{"make a shared segment",       SharedMemory},
    Attempt{"memfd",                       [](const World&) { return Tell(memfd_create("x", 0)); }},
#if defined(__x86_64__)
    Attempt{"run a program from memory",   ExecuteFromMemory},
    Attempt{"enter by the 32-bit door",    ThirtyTwoBitDoor},
#endif
};
// clang-format on

}  // namespace halfsecond::sandbox::testing
