// The profiles git and compiler: what a dynamically linked program needs to start and to read, and nothing with which
// it could act.

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <array>
#include <csignal>

#include "sandbox/profiles.h"
#include "sandbox/sanitized.h"

namespace halfsecond::sandbox {
namespace {

using plugin::Allow;
using plugin::AllowIf;
using plugin::Answer;
using plugin::Is;
using plugin::IsNull;
using plugin::IsOwnProcess;
using plugin::Limit;
using plugin::NoneOf;
using plugin::NotThere;
using plugin::abi::kCallAccess;
using plugin::abi::kCallPoll;
using plugin::abi::kCallReadlink;

constexpr unsigned kOpenWrites = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | plugin::abi::kOpenTemporary;

// clang-format off: one row a line
constexpr std::array kProgramReading {
  // The one program: named by descriptor, with an empty path. Whatever it would run itself goes by execve, which is
  // refused, and needs a new process, which is refused too.
  AllowIf(SYS_execveat, Is(0, static_cast<unsigned>(kProgramDescriptor)), Is(4, AT_EMPTY_PATH)),

      Allow(SYS_read), Allow(SYS_pread64), Allow(SYS_readv), Allow(SYS_write), Allow(SYS_writev), Allow(SYS_lseek),
      Allow(SYS_close), Allow(kCallPoll), Allow(SYS_ppoll), Allow(SYS_fadvise64), AllowIf(SYS_fcntl, Is(1, F_GETFL)),
      AllowIf(SYS_fcntl, Is(1, F_GETFD)), AllowIf(SYS_fcntl, Is(1, F_SETFD)), AllowIf(SYS_ioctl, Is(1, TCGETS)),
      AllowIf(SYS_ioctl, Is(1, TIOCGWINSZ)),

      // To read and write is permitted, as git opens /dev/null so before anything else. Landlock grants it there only;
      // below it, no file can be made, emptied, mapped to be shared or, under a file size limit of 0, written.
      AllowIf(SYS_openat, NoneOf(2, kOpenWrites)), Allow(SYS_newfstatat), Allow(SYS_fstat), Allow(SYS_statx),
      Allow(SYS_getdents64), Allow(SYS_readlinkat), Allow(kCallReadlink), Allow(kCallAccess), Allow(SYS_faccessat),
      Allow(SYS_faccessat2), Allow(SYS_getcwd), Allow(SYS_chdir),

      // The loader maps libraries that run; nothing is at once writable and executable.
      AllowIf(SYS_mmap, NoneOf(2, PROT_EXEC), NoneOf(3, MAP_SHARED)),
      AllowIf(SYS_mmap, NoneOf(2, PROT_WRITE), NoneOf(3, MAP_SHARED)), AllowIf(SYS_mprotect, NoneOf(2, PROT_EXEC)),
      AllowIf(SYS_mprotect, NoneOf(2, PROT_WRITE)), Allow(SYS_munmap), Allow(SYS_mremap), Allow(SYS_brk),
      Allow(SYS_madvise),

      Allow(SYS_futex), Allow(SYS_rseq), Allow(SYS_set_robust_list), Allow(SYS_set_tid_address), Allow(SYS_sched_yield),
      Allow(SYS_sched_getaffinity), Allow(SYS_rt_sigaction), Allow(SYS_rt_sigprocmask), Allow(SYS_rt_sigreturn),
      Allow(SYS_restart_syscall), Allow(SYS_sigaltstack), AllowIf(SYS_tgkill, IsOwnProcess(0), Is(2, SIGABRT)),
      AllowIf(SYS_kill, IsOwnProcess(0)),  // git dies of the SIGPIPE that it caught
      Allow(SYS_exit), Allow(SYS_exit_group),
#if defined(__x86_64__)
      Allow(SYS_arch_prctl),
#endif

      Allow(SYS_clock_gettime), Allow(SYS_gettimeofday), Allow(SYS_getrandom), Allow(SYS_getpid), Allow(SYS_gettid),
      Allow(SYS_getppid), Allow(SYS_getuid), Allow(SYS_geteuid), Allow(SYS_getgid), Allow(SYS_getegid),
      Allow(SYS_uname), Allow(SYS_sysinfo), AllowIf(SYS_prlimit64, Is(0, 0), IsNull(2)),

      NotThere(SYS_clone3),
};

#if defined(HS_SANITIZED)
constexpr std::uint64_t kData = RLIM_INFINITY;  // of ours, before it becomes git
#else
constexpr std::uint64_t kData = std::uint64_t{8} << 30;  // largest met: 0.4 GB; packs are mapped and count as no data
#endif
constexpr std::array kGitLimits{
    Limit{RLIMIT_DATA, kData}, Limit{RLIMIT_CPU, 3600},  // seconds; largest met: 4
    Limit{RLIMIT_CORE, 0},     Limit{RLIMIT_NOFILE, 256}, Limit{RLIMIT_FSIZE, 0},
    Limit{RLIMIT_MEMLOCK, 0},  Limit{RLIMIT_MSGQUEUE, 0}, Limit{RLIMIT_RTPRIO, 0},
};

#if defined(HS_SANITIZED)
constexpr std::uint64_t kCompilerData = RLIM_INFINITY;
#else
constexpr std::uint64_t kCompilerData = std::uint64_t{512} << 20;  // a probe with the headers of a system: 30 MB
#endif
constexpr std::array kCompilerLimits{
    Limit{RLIMIT_DATA, kCompilerData},
    Limit{RLIMIT_CPU, 5},  // seconds; a probe takes 0.03
    Limit{RLIMIT_CORE, 0},
    Limit{RLIMIT_NOFILE, 256},
    Limit{RLIMIT_FSIZE, 0},
    Limit{RLIMIT_MEMLOCK, 0},
    Limit{RLIMIT_MSGQUEUE, 0},
    Limit{RLIMIT_RTPRIO, 0},
};
// clang-format on

}  // namespace

constinit const plugin::Profile kGit{
    "git",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory | plugin::abi::kLandlockExecute,
    kGitLimits,
    {kProgramReading, Answer::kRefuse},
    std::uint64_t{1} << CAP_DAC_READ_SEARCH,
};

constinit const plugin::Profile kCompiler{
    "compiler",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory | plugin::abi::kLandlockExecute,
    kCompilerLimits,
    {kProgramReading, Answer::kRefuse},
    0,
};

}  // namespace halfsecond::sandbox
