#include "sandbox/profiles.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "sandbox/sanitized.h"

namespace halfsecond::sandbox {

namespace {

using plugin::Allow;
using plugin::AllowIf;
using plugin::AllowUnderLandlock;
using plugin::Answer;
using plugin::CallRule;
using plugin::Is;
using plugin::IsNull;
using plugin::IsOwnProcess;
using plugin::Limit;
using plugin::NoneOf;
using plugin::NotThere;
using plugin::OnlyOf;
using plugin::abi::kCallAccess;
using plugin::abi::kCallPoll;
using plugin::abi::kCallReadlink;
using plugin::abi::kCallUnlink;

// Any of these in open's flags writes, creates or empties a file.
constexpr unsigned kOpenChanges = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | plugin::abi::kOpenTemporary;
constexpr unsigned kNoExecute = PROT_READ | PROT_WRITE;
constexpr unsigned kHarmlessAdvice = 31;  // every MADV_* but those of 100 and above, with which root takes memory away

// clang-format off: one row a line
constexpr std::array kReading{
    // What is open already. A descriptor opened below is for reading: write reaches only stdout, stderr and pipes.
    Allow(SYS_read), Allow(SYS_pread64), Allow(SYS_readv), Allow(SYS_preadv), Allow(SYS_write), Allow(SYS_writev),
    Allow(SYS_lseek), Allow(SYS_close), Allow(kCallPoll), Allow(SYS_ppoll), Allow(SYS_fadvise64),
    AllowIf(SYS_fcntl, Is(1, F_GETFL)), AllowIf(SYS_fcntl, Is(1, F_GETFD)), AllowIf(SYS_fcntl, Is(1, F_SETFD)),
    AllowIf(SYS_ioctl, Is(1, TCGETS)),      // is this a terminal
    AllowIf(SYS_ioctl, Is(1, TIOCGWINSZ)),  // how wide is it

    // Files by name: look and open for reading. openat2's flags lie behind a pointer, where a filter cannot look.
    AllowIf(SYS_openat, NoneOf(2, kOpenChanges)), AllowUnderLandlock(SYS_openat2), Allow(SYS_newfstatat),
    Allow(SYS_fstat), Allow(SYS_statx), Allow(SYS_getdents64), Allow(SYS_readlinkat), Allow(kCallReadlink),
    Allow(kCallAccess), Allow(SYS_faccessat), Allow(SYS_faccessat2), Allow(SYS_getcwd), Allow(SYS_fgetxattr),
    Allow(SYS_getxattr), Allow(SYS_lgetxattr),

    // Memory, never executable.
    AllowIf(SYS_mmap, OnlyOf(2, kNoExecute)), AllowIf(SYS_mprotect, OnlyOf(2, kNoExecute)), Allow(SYS_munmap),
    Allow(SYS_mremap), Allow(SYS_brk), AllowIf(SYS_madvise, OnlyOf(2, kHarmlessAdvice)),

    // Threads that run already, signals to oneself, and the end.
    Allow(SYS_futex), Allow(SYS_rseq), Allow(SYS_set_robust_list), Allow(SYS_sched_yield), Allow(SYS_sched_getaffinity),
    Allow(SYS_rt_sigaction), Allow(SYS_rt_sigprocmask), Allow(SYS_rt_sigreturn), Allow(SYS_restart_syscall),
    AllowIf(SYS_tgkill, IsOwnProcess(0), Is(2, SIGABRT)),  // abort
    Allow(SYS_exit), Allow(SYS_exit_group),

    // Time, chance, identity.
    Allow(SYS_clock_gettime), Allow(SYS_clock_nanosleep), Allow(SYS_gettimeofday), Allow(SYS_getrandom),
    Allow(SYS_getpid), Allow(SYS_gettid),
    Allow(SYS_sysinfo),  // glibc's qsort asks how much memory there is, and does not look whether it was told
    AllowIf(SYS_prlimit64, Is(0, 0), IsNull(2)),

    NotThere(SYS_clone3),  // glibc then tries clone, which is refused, and says so
};

#if defined(HS_SANITIZED)
constexpr std::array kSanitizing {
  // LeakSanitizer stops the process from a thread of its own, which shares this filter, and looks around in /proc.
  Allow(SYS_clone), Allow(SYS_ptrace), Allow(SYS_wait4), Allow(SYS_sigaltstack), Allow(SYS_getppid),
      AllowIf(SYS_prctl, Is(0, PR_GET_DUMPABLE)), AllowIf(SYS_prctl, Is(0, PR_SET_DUMPABLE)),
      AllowIf(SYS_prctl, Is(0, PR_SET_PTRACER)),
      // UndefinedBehaviorSanitizer asks whether memory can be read by writing it to a pipe.
      Allow(SYS_pipe2),
#if defined(__x86_64__)
      // The runtimes make the oldest call that does.
      Allow(SYS_pipe), AllowIf(SYS_open, NoneOf(1, kOpenChanges)), Allow(SYS_getdents), Allow(SYS_stat),
      Allow(SYS_lstat),
#endif
};
#else
constexpr std::array<CallRule, 0> kSanitizing{};
#endif
// clang-format on

template <std::size_t N, std::size_t M>
constexpr std::array<CallRule, N + M> Join(const std::array<CallRule, N>& a, const std::array<CallRule, M>& b) {
  std::array<CallRule, N + M> both{};
  std::copy(a.begin(), a.end(), both.begin());
  std::copy(b.begin(), b.end(), both.begin() + N);
  return both;
}

constexpr auto kReaderCalls = Join(kReading, kSanitizing);

// The control messages of a plug-in, over a socket that is open already; whether its processor time can be asked; and
// the two pipes of a further worker, which hold nothing that is not ours (kits/plugin/pipe_pair.cc).
// clang-format off: one row a line
constexpr std::array kHosting {
  Allow(SYS_recvmsg), Allow(SYS_sendmsg), Allow(SYS_clock_getres), AllowIf(SYS_fcntl, Is(1, F_SETPIPE_SZ)),
      AllowIf(SYS_fcntl, Is(1, F_DUPFD_CLOEXEC)), AllowIf(SYS_fcntl, Is(1, F_SETFL), Is(2, O_NONBLOCK)),
#if !defined(HS_SANITIZED)  // a reader with sanitizers has this row already
      Allow(SYS_pipe2),
#endif
};
// clang-format on
constexpr auto kPluginHostCalls = Join(kReaderCalls, kHosting);

// No limit on the size of a written file: the answer may go to one.
#if defined(HS_SANITIZED)
constexpr std::uint64_t kAddressSpace = RLIM_INFINITY;
constexpr std::uint64_t kProcesses = RLIM_INFINITY;
#else
constexpr std::uint64_t kAddressSpace = std::uint64_t{4} << 30;
constexpr std::uint64_t kProcesses = 0;
#endif
// clang-format off: one row a line
constexpr std::array kReaderLimits{
    Limit{RLIMIT_AS, kAddressSpace}, Limit{RLIMIT_NPROC, kProcesses},  // holds all but root, whom the filter holds
    Limit{RLIMIT_CORE, 0},           Limit{RLIMIT_NOFILE, 1024},      Limit{RLIMIT_MEMLOCK, 0},
    Limit{RLIMIT_MSGQUEUE, 0},       Limit{RLIMIT_RTPRIO, 0},
};
// clang-format on

// clang-format off: one row a line
constexpr std::array kWriting{
    Allow(SYS_read),
    Allow(SYS_pread64),
    Allow(SYS_write),
    Allow(SYS_pwrite64),
    Allow(SYS_lseek),
    Allow(SYS_close),
    Allow(SYS_openat),
    Allow(SYS_newfstatat),
    Allow(SYS_fstat),
    Allow(SYS_statx),
    Allow(kCallAccess),
    Allow(SYS_faccessat),
    Allow(SYS_faccessat2),
    Allow(kCallReadlink),
    Allow(SYS_readlinkat),
    Allow(SYS_getcwd),
    Allow(SYS_ftruncate),
    Allow(SYS_fsync),
    Allow(SYS_fdatasync),
    Allow(kCallUnlink),
    Allow(SYS_unlinkat),
    AllowIf(SYS_fcntl, Is(1, F_SETLK)),
    AllowIf(SYS_fcntl, Is(1, F_GETLK)),
    AllowIf(SYS_fcntl, Is(1, F_GETFD)),
    AllowIf(SYS_fcntl, Is(1, F_SETFD)),
    Allow(SYS_geteuid),
    Allow(SYS_getpid),
    Allow(SYS_gettid),
    AllowIf(SYS_mmap, OnlyOf(2, kNoExecute)),
    AllowIf(SYS_mprotect, OnlyOf(2, kNoExecute)),
    Allow(SYS_munmap),
    Allow(SYS_mremap),
    Allow(SYS_brk),
    AllowIf(SYS_madvise, OnlyOf(2, kHarmlessAdvice)),
    Allow(SYS_futex),
    Allow(SYS_rseq),
    Allow(SYS_rt_sigaction),
    Allow(SYS_rt_sigprocmask),
    Allow(SYS_rt_sigreturn),
    AllowIf(SYS_tgkill, IsOwnProcess(0), Is(2, SIGABRT)),
    Allow(SYS_exit),
    Allow(SYS_exit_group),
    Allow(SYS_clock_gettime),
    Allow(SYS_clock_nanosleep),
    Allow(SYS_gettimeofday),
    Allow(SYS_getrandom),
    NotThere(SYS_clone3),
};
// clang-format on
constexpr auto kStoreWriterCalls = Join(kWriting, kSanitizing);

// clang-format off: one row a line
constexpr std::uint64_t kStoreBytes = std::uint64_t{1} << 30;  // largest met: 6 MB
constexpr std::array kStoreWriterLimits{
    Limit{RLIMIT_AS, kAddressSpace}, Limit{RLIMIT_NPROC, kProcesses},  Limit{RLIMIT_CORE, 0},
    Limit{RLIMIT_NOFILE, 64},        Limit{RLIMIT_FSIZE, kStoreBytes}, Limit{RLIMIT_MEMLOCK, 0},
    Limit{RLIMIT_MSGQUEUE, 0},       Limit{RLIMIT_RTPRIO, 0},
};
// clang-format on

}  // namespace

constinit const plugin::Profile kStoreWriter{
    "store writer",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory | plugin::abi::kLandlockWriteFile |
        plugin::abi::kLandlockTruncate | plugin::abi::kLandlockRemoveFile | plugin::abi::kLandlockMakeRegular,
    kStoreWriterLimits,
    {kStoreWriterCalls, Answer::kRefuse},
    0,
};

constinit const plugin::Profile kPluginHost{
    "plug-in host",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory,
    kReaderLimits,
    {kPluginHostCalls, Answer::kRefuse},
    std::uint64_t{1} << CAP_DAC_READ_SEARCH,
};

constinit const plugin::Profile kReader{
    "reader",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory,
    kReaderLimits,
    {kReaderCalls, Answer::kRefuse},
    std::uint64_t{1} << CAP_DAC_READ_SEARCH,  // root may ask about files that only root reads
};

}  // namespace halfsecond::sandbox
