// The profile workshop: what compilers of configuration, shells and perl need to work on files. What they may reach is
// for the namespaces and Landlock to say; here, nothing that makes a connection, traces, mounts or makes a namespace.

#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <array>

#include "sandbox/profiles.h"
#include "sandbox/sanitized.h"

namespace halfsecond::sandbox {
namespace {

using plugin::Allow;
using plugin::AllowIf;
using plugin::Answer;
using plugin::Is;
using plugin::IsNull;
using plugin::Limit;
using plugin::NoneOf;
using plugin::NotThere;
using plugin::abi::kCallAccess;
using plugin::abi::kCallPoll;
using plugin::abi::kCallReadlink;
using plugin::abi::kCallUnlink;

constexpr unsigned kNewNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

// clang-format off: one row a line
constexpr std::array kWorking {
  // Files, by name and open.
  Allow(SYS_read), Allow(SYS_pread64), Allow(SYS_readv), Allow(SYS_write), Allow(SYS_pwrite64), Allow(SYS_writev),
      Allow(SYS_lseek), Allow(SYS_close), Allow(SYS_close_range), Allow(SYS_openat), Allow(SYS_newfstatat),
      Allow(SYS_fstat), Allow(SYS_statx), Allow(SYS_getdents64), Allow(SYS_readlinkat), Allow(kCallReadlink),
      Allow(kCallAccess), Allow(SYS_faccessat), Allow(SYS_faccessat2), Allow(SYS_getcwd), Allow(SYS_chdir),
      Allow(SYS_fchdir), Allow(SYS_mkdirat), Allow(kCallUnlink), Allow(SYS_unlinkat), Allow(SYS_renameat),
      Allow(SYS_renameat2), Allow(SYS_linkat), Allow(SYS_symlinkat), Allow(SYS_fchmodat), Allow(SYS_fchmod),
      Allow(SYS_ftruncate), Allow(SYS_truncate), Allow(SYS_utimensat), Allow(SYS_umask), Allow(SYS_fsync),
      Allow(SYS_fdatasync), Allow(SYS_fadvise64), Allow(SYS_flock), Allow(SYS_fcntl), Allow(SYS_dup), Allow(SYS_dup3),
      Allow(SYS_pipe2), Allow(kCallPoll), Allow(SYS_ppoll), Allow(SYS_pselect6), Allow(SYS_statfs), Allow(SYS_fstatfs),
      Allow(SYS_copy_file_range), Allow(SYS_splice), Allow(SYS_sendfile), Allow(SYS_getxattr), Allow(SYS_lgetxattr),
      Allow(SYS_fgetxattr), AllowIf(SYS_ioctl, Is(1, TCGETS)), AllowIf(SYS_ioctl, Is(1, TIOCGWINSZ)),

      // Memory, never writable and executable at once.
      AllowIf(SYS_mmap, NoneOf(2, PROT_EXEC)), AllowIf(SYS_mmap, NoneOf(2, PROT_WRITE)),
      AllowIf(SYS_mprotect, NoneOf(2, PROT_EXEC)), AllowIf(SYS_mprotect, NoneOf(2, PROT_WRITE)), Allow(SYS_munmap),
      Allow(SYS_mremap), Allow(SYS_brk), Allow(SYS_madvise),

      // Programs, and signals among themselves: they see no others.
      AllowIf(SYS_clone, NoneOf(0, kNewNamespaces)), NotThere(SYS_clone3), Allow(SYS_execve), Allow(SYS_wait4),
      Allow(SYS_waitid), Allow(SYS_exit), Allow(SYS_exit_group), Allow(SYS_kill), Allow(SYS_tgkill), Allow(SYS_setsid),
      Allow(SYS_setpgid), Allow(SYS_getpgid), Allow(SYS_rt_sigaction), Allow(SYS_rt_sigprocmask),
      Allow(SYS_rt_sigreturn), Allow(SYS_rt_sigsuspend), Allow(SYS_sigaltstack), Allow(SYS_restart_syscall),
      Allow(SYS_futex), Allow(SYS_rseq), Allow(SYS_set_robust_list), Allow(SYS_set_tid_address), Allow(SYS_sched_yield),
      Allow(SYS_sched_getaffinity),

      // Who, when, how much.
      Allow(SYS_getpid), Allow(SYS_gettid), Allow(SYS_getppid), Allow(SYS_getuid), Allow(SYS_geteuid),
      Allow(SYS_getgid), Allow(SYS_getegid), Allow(SYS_getgroups), Allow(SYS_uname), Allow(SYS_sysinfo),
      Allow(SYS_times), Allow(SYS_getrusage), Allow(SYS_clock_gettime), Allow(SYS_clock_nanosleep),
      Allow(SYS_gettimeofday), Allow(SYS_getrandom), AllowIf(SYS_prlimit64, Is(0, 0), IsNull(2)),
#if defined(__x86_64__)
      Allow(SYS_arch_prctl), Allow(SYS_open), Allow(SYS_stat), Allow(SYS_lstat), Allow(SYS_mkdir), Allow(SYS_rmdir),
      Allow(SYS_rename), Allow(SYS_link), Allow(SYS_symlink), Allow(SYS_chmod), Allow(SYS_dup2), Allow(SYS_pipe),
      Allow(SYS_select), Allow(SYS_fork), Allow(SYS_vfork), Allow(SYS_getpgrp), Allow(SYS_time), Allow(SYS_utime),
      Allow(SYS_utimes), Allow(SYS_alarm),
#endif
};
  // clang-format on

#if defined(HS_SANITIZED)
constexpr std::uint64_t kWorkshopAddressSpace = RLIM_INFINITY;
#else
constexpr std::uint64_t kWorkshopAddressSpace = std::uint64_t{2} << 30;
#endif
constexpr std::uint64_t kFileBytes = std::uint64_t{64} << 20;
// clang-format off: one row a line
constexpr std::array kWorkshopLimits{
    Limit{RLIMIT_AS, kWorkshopAddressSpace},
    Limit{RLIMIT_CPU, 600},
    Limit{RLIMIT_CORE, 0},
    Limit{RLIMIT_NOFILE, 256},
    Limit{RLIMIT_FSIZE, kFileBytes},
    Limit{RLIMIT_NPROC, 512},
    Limit{RLIMIT_MEMLOCK, 0},
    Limit{RLIMIT_MSGQUEUE, 0},
    Limit{RLIMIT_RTPRIO, 0},
};
// clang-format on

}  // namespace

constinit const plugin::Profile kWorkshop{
    "workshop",
    plugin::abi::kLandlockReadFile | plugin::abi::kLandlockReadDirectory | plugin::abi::kLandlockExecute,
    kWorkshopLimits,
    {kWorking, Answer::kNotThere},
    0,
};

}  // namespace halfsecond::sandbox
