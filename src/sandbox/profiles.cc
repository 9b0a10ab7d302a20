#include "sandbox/profiles.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <csignal>

// A sanitizer's runtime starts a thread to look for leaks and reserves the address space: a build for tests only.
#if defined(__SANITIZE_ADDRESS__)
#define HS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HS_SANITIZED 1
#endif
#endif

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

// Any of these in open's flags writes, creates or empties a file.
constexpr unsigned kOpenChanges = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | plugin::abi::kOpenTemporary;
constexpr unsigned kNoExecute = PROT_READ | PROT_WRITE;
constexpr unsigned kHarmlessAdvice = 31;  // every MADV_* but those of 100 and above, with which root takes memory away

constexpr std::array kReaderCalls {
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
      Allow(SYS_futex), Allow(SYS_rseq), Allow(SYS_set_robust_list), Allow(SYS_sched_yield),
      AllowIf(SYS_sched_getaffinity, Is(0, 0)), Allow(SYS_rt_sigaction), Allow(SYS_rt_sigprocmask),
      Allow(SYS_rt_sigreturn), Allow(SYS_restart_syscall),
      AllowIf(SYS_tgkill, IsOwnProcess(0), Is(2, SIGABRT)),  // abort
      Allow(SYS_exit), Allow(SYS_exit_group),

      // Time, chance, identity.
      Allow(SYS_clock_gettime), Allow(SYS_clock_nanosleep), Allow(SYS_gettimeofday), Allow(SYS_getrandom),
      Allow(SYS_getpid), Allow(SYS_gettid),
      Allow(SYS_sysinfo),  // qsort of glibc asks how much memory there is, and takes no for an answer badly
      AllowIf(SYS_prlimit64, Is(0, 0), IsNull(2)),

      // glibc falls back from what is not there, and reports what is refused.
      NotThere(SYS_clone3),
#if defined(HS_SANITIZED)
      // LeakSanitizer stops the process from a thread of its own while it looks; that thread shares this filter.
      Allow(SYS_clone), Allow(SYS_ptrace), Allow(SYS_wait4), Allow(SYS_sigaltstack), Allow(SYS_getppid),
      AllowIf(SYS_prctl, Is(0, PR_GET_DUMPABLE)), AllowIf(SYS_prctl, Is(0, PR_SET_DUMPABLE)),
      AllowIf(SYS_prctl, Is(0, PR_SET_PTRACER)),
#endif
};

constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;

// RLIMIT_FSIZE is left alone: the answer may go to a file, of any size.
constexpr std::array kReaderLimits {
#if !defined(HS_SANITIZED)
  Limit{RLIMIT_AS, 4 * kGibibyte}, Limit{RLIMIT_NPROC, 0},  // holds all but root, whom the filter holds
#endif
      Limit{RLIMIT_CORE, 0}, Limit{RLIMIT_NOFILE, 1024}, Limit{RLIMIT_MEMLOCK, 0}, Limit{RLIMIT_MSGQUEUE, 0},
      Limit{RLIMIT_RTPRIO, 0},
};

}  // namespace

constinit const plugin::Profile kReader{
    "reader",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory,
    kReaderLimits,
    {kReaderCalls, Answer::kRefuse},
    std::uint64_t{1} << CAP_DAC_READ_SEARCH,  // root may ask about files that only root reads
};

}  // namespace halfsecond::sandbox
