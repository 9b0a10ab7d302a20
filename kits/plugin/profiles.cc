#include "kits/plugin/profiles.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <csignal>

namespace halfsecond::plugin {

namespace {

using abi::kCallArchPrctl;
using abi::kCallPoll;
using abi::kCallReadlink;

constexpr unsigned kNoExecute = PROT_READ | PROT_WRITE;
constexpr unsigned kHarmlessAdvice = 31;
constexpr unsigned kOpenChanges = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | abi::kOpenTemporary;
// fork, and nothing else that clone can do: no thread, no shared memory, no namespace.
constexpr std::uint64_t kForkOnly = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
constexpr std::uint64_t kThreadOnly = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                                      CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

// MAP_ANONYMOUS and not MAP_SHARED: a process's own memory.
constexpr Condition OwnMemory(std::uint8_t argument) {
  return {argument, MAP_ANONYMOUS | MAP_SHARED, MAP_ANONYMOUS};
}
constexpr CallRule Refuse(int number) {
  return {number, Answer::kRefuse, {}};
}

// clang-format off: one row a line
constexpr std::array kStartingCalls{
    // The one program.
    AllowIf(SYS_execveat, Is(0, kProgramDescriptor), Is(4, AT_EMPTY_PATH)),

    // The C library starts, as static-pie: it relocates itself and asks for chance and limits.
    Allow(kCallArchPrctl),
    Allow(SYS_set_tid_address),
    Allow(SYS_set_robust_list),
    Allow(SYS_rseq),
    Allow(SYS_getrandom),
    AllowIf(SYS_prlimit64, Is(0, 0)),
    Refuse(kCallReadlink),
    Refuse(SYS_readlinkat),
    Allow(SYS_getpid),
    Allow(SYS_getppid),
    Allow(SYS_gettid),
    Allow(SYS_clock_gettime),
    Refuse(SYS_sysinfo),
    Refuse(SYS_uname),
    Refuse(SYS_sched_getaffinity),
    Refuse(SYS_newfstatat),
    Refuse(SYS_fstat),
    Refuse(SYS_ioctl),

    // Memory, never executable.
    AllowIf(SYS_mmap, OnlyOf(2, kNoExecute)),
    AllowIf(SYS_mprotect, OnlyOf(2, kNoExecute)),
    Allow(SYS_munmap),
    Allow(SYS_mremap),
    Allow(SYS_brk),
    AllowIf(SYS_madvise, OnlyOf(2, kHarmlessAdvice)),
    Allow(SYS_futex),

    // The zygote: told what to do over its socket, it forks, watches and ends workers.
    Allow(SYS_read),
    Allow(SYS_write),
    Allow(SYS_close),
    Allow(SYS_recvmsg),
    Allow(SYS_sendmsg),
    Allow(kCallPoll),
    Allow(SYS_ppoll),
    AllowIf(SYS_clone, OnlyOf(0, kForkOnly)),
    NotThere(SYS_clone3),
    Allow(SYS_wait4),
    Allow(SYS_waitid),
    Allow(SYS_pidfd_open),
    Allow(SYS_pidfd_send_signal),
    Allow(SYS_rt_sigaction),
    Allow(SYS_rt_sigprocmask),
    Allow(SYS_rt_sigreturn),
    AllowIf(SYS_tgkill, Is(2, SIGABRT)),

    // What a worker does to itself before it has these calls no more.
    AllowIf(SYS_prctl, Is(0, PR_SET_PDEATHSIG)),
    AllowIf(SYS_prctl, Is(0, PR_SET_DUMPABLE), Is(1, 0)),
    AllowIf(SYS_prctl, Is(0, PR_SET_NO_NEW_PRIVS)),
    AllowIf(SYS_personality, Is(0, 0xffffffff)),
    Allow(SYS_seccomp),

    Allow(SYS_exit),
    Allow(SYS_exit_group),
};

constexpr std::array kWorkingCalls{
    Allow(SYS_read),
    Allow(SYS_write),  // pipes and doorbells: nothing else is open
    AllowIf(SYS_mmap, OnlyOf(2, kNoExecute), OwnMemory(3)),
    Allow(SYS_munmap),
    Allow(SYS_mremap),
    Allow(SYS_brk),
    AllowIf(SYS_madvise, OnlyOf(2, kHarmlessAdvice)),
    Allow(SYS_futex),
    Allow(SYS_clock_gettime),
    Refuse(SYS_sysinfo),  // glibc's qsort asks how much memory there is, and does without

    // abort, so that a crash is told as one.
    Allow(SYS_rt_sigprocmask),
    Allow(SYS_rt_sigreturn),
    Allow(SYS_getpid),
    Allow(SYS_gettid),
    AllowIf(SYS_tgkill, IsOwnProcess(0), Is(2, SIGABRT)),
    Allow(SYS_exit),
    Allow(SYS_exit_group),
};

constexpr std::array kFilteringCalls{
    AllowIf(SYS_execveat, Is(0, kProgramDescriptor), Is(4, AT_EMPTY_PATH)),

    // What more a dynamic loader needs: to open libraries, look at them and map them to run. Landlock says which.
    AllowIf(SYS_openat, NoneOf(2, kOpenChanges)),
    Allow(SYS_newfstatat),
    Allow(SYS_fstat),
    Allow(SYS_pread64),
    Allow(SYS_lseek),
    AllowIf(SYS_mmap, OnlyOf(2, kNoExecute)),
    AllowIf(SYS_mmap, OnlyOf(2, PROT_READ | PROT_EXEC), Condition{3, MAP_ANONYMOUS | MAP_SHARED, 0}),
    AllowIf(SYS_mprotect, OnlyOf(2, kNoExecute)),
    Refuse(abi::kCallAccess),
    Refuse(SYS_faccessat),
    Refuse(SYS_faccessat2),
    Allow(SYS_statx),

    // What more an ordinary program asks as it starts and ends.
    Allow(kCallArchPrctl),
    Allow(SYS_set_tid_address),
    Allow(SYS_set_robust_list),
    Allow(SYS_rseq),
    Allow(SYS_getrandom),
    AllowIf(SYS_prlimit64, Is(0, 0), IsNull(2)),
    Refuse(kCallReadlink),
    Refuse(SYS_readlinkat),
    Allow(SYS_getpid),
    Allow(SYS_gettid),
    Refuse(SYS_getppid),
    Allow(SYS_clock_gettime),
    Allow(SYS_gettimeofday),
    Allow(SYS_sysinfo),
    Allow(SYS_uname),
    Allow(SYS_sched_getaffinity),
    Allow(SYS_sched_yield),
    AllowIf(SYS_ioctl, Is(1, TCGETS)),
    AllowIf(SYS_ioctl, Is(1, FIONREAD)),
    AllowIf(SYS_fcntl, Is(1, F_GETFL)),
    AllowIf(SYS_fcntl, Is(1, F_SETFD)),
    AllowIf(SYS_fcntl, Is(1, F_SETFL)),
    AllowIf(SYS_fcntl, Is(1, F_GETFD)),
    Refuse(SYS_fcntl),
    Allow(SYS_fadvise64),
    Allow(SYS_getuid),
    Allow(SYS_geteuid),
    Allow(SYS_getgid),
    Allow(SYS_getegid),
    Refuse(SYS_getcwd),
    Refuse(SYS_unlinkat),
    Refuse(SYS_socket),
    Refuse(SYS_fchmod),
    Refuse(SYS_fchown),
    Refuse(SYS_utimensat),
    Refuse(SYS_setpriority),
    Refuse(SYS_prctl),
    Refuse(SYS_mlock),
    Refuse(SYS_mbind),

    Allow(SYS_read),
    Allow(SYS_write),
    Allow(SYS_readv),
    Allow(SYS_writev),
    Allow(SYS_close),
    Allow(kCallPoll),
    Allow(SYS_ppoll),
    Allow(SYS_munmap),
    Allow(SYS_mremap),
    Allow(SYS_brk),
    AllowIf(SYS_madvise, OnlyOf(2, kHarmlessAdvice)),
    Allow(SYS_futex),
    Allow(SYS_pipe2),
    Allow(SYS_clock_nanosleep),
    AllowIf(SYS_clone, OnlyOf(0, kThreadOnly)),
    NotThere(SYS_clone3),  // zstd and xz read and write in threads
    Allow(SYS_rt_sigaction),
    Allow(SYS_rt_sigprocmask),
    Allow(SYS_rt_sigreturn),
    Allow(SYS_sigaltstack),
    AllowIf(SYS_tgkill, Is(2, SIGABRT)),
    Allow(SYS_exit),
    Allow(SYS_exit_group),
};

constexpr std::array kStartingLimits{
    Limit{RLIMIT_CORE, 0},    Limit{RLIMIT_FSIZE, 0},       Limit{RLIMIT_NOFILE, 32},
    Limit{RLIMIT_MEMLOCK, 0}, Limit{RLIMIT_MSGQUEUE, 0},    Limit{RLIMIT_RTPRIO, 0},
    Limit{RLIMIT_NICE, 0},    Limit{RLIMIT_SIGPENDING, 16}, Limit{RLIMIT_STACK, std::uint64_t{8} << 20},
};
constexpr std::array kWorkingLimits{
    Limit{RLIMIT_NOFILE, 0}, Limit{RLIMIT_NPROC, 0},  // what is open stays; nothing more, and no process or thread
};
// clang-format on

}  // namespace

constinit const Profile kStarting{"plug-in, starting", 0, kStartingLimits, {kStartingCalls, Answer::kTrap}, 0};
constinit const Profile kWorking{"plug-in", 0, kWorkingLimits, {kWorkingCalls, Answer::kTrap}, 0};
constinit const Profile kFiltering{"filter",
                                   abi::kLandlockReadFile | abi::kLandlockReadDirectory | abi::kLandlockExecute,
                                   kStartingLimits,
                                   {kFilteringCalls, Answer::kTrap},
                                   0};

}  // namespace halfsecond::plugin
