// What the kernel understands and the headers of Debian 12 (Linux 6.1) do not name yet, and the differences between the
// two architectures we filter. Numbers are the kernel's ABI (include/uapi/linux/landlock.h, Linux 6.18): they never
// change.

#pragma once

#include <fcntl.h>
#include <linux/audit.h>
#include <sys/syscall.h>

#include <array>
#include <cstdint>

namespace halfsecond::plugin::abi {

// Landlock, which the kernel versions by ABI: 1 is Linux 5.13, 7 is Linux 6.15.
// struct landlock_ruleset_attr as of ABI 6. An older kernel takes the longer struct when what it does not know is zero.
struct LandlockRuleset {
  std::uint64_t handled_files = 0;
  std::uint64_t handled_network = 0;
  std::uint64_t scoped = 0;
};

inline constexpr std::uint64_t kLandlockExecute = 1U << 0;
inline constexpr std::uint64_t kLandlockWriteFile = 1U << 1;
inline constexpr std::uint64_t kLandlockReadFile = 1U << 2;
inline constexpr std::uint64_t kLandlockReadDirectory = 1U << 3;
inline constexpr std::uint64_t kLandlockRemoveFile = 1U << 5;
inline constexpr std::uint64_t kLandlockMakeRegular = 1U << 8;
inline constexpr std::uint64_t kLandlockTruncate = 1U << 14;
inline constexpr std::uint64_t kLandlockDeviceIoctl = 1U << 15;
inline constexpr std::uint64_t kLandlockEveryFileRight = (1U << 15) - 1;  // but ioctl on devices

// The rights that a rule may give on something that is not a directory; others there are EINVAL.
inline constexpr std::uint64_t kLandlockFileRights =
    kLandlockExecute | kLandlockWriteFile | kLandlockReadFile | kLandlockTruncate | kLandlockDeviceIoctl;

// What each ABI brought. Everything up to the running kernel's ABI is handled: what no rule allows is denied.
struct LandlockStep {
  int abi;
  LandlockRuleset brings;
};
inline constexpr std::array kLandlockSteps{
    LandlockStep{1, {0x1fff, 0, 0}},                // execute, read, write, remove, make
    LandlockStep{2, {1U << 13, 0, 0}},              // refer: link and rename across directories
    LandlockStep{3, {kLandlockTruncate, 0, 0}},     //
    LandlockStep{4, {0, 0x3, 0}},                   // bind and connect TCP
    LandlockStep{5, {kLandlockDeviceIoctl, 0, 0}},  //
    LandlockStep{6, {0, 0, 0x3}},                   // abstract unix sockets and signals stay inside
};

// The rights that a kernel of this Landlock ABI can handle. 0 and below: none.
constexpr LandlockRuleset LandlockAt(int version) {
  LandlockRuleset sum;
  for (const LandlockStep& step : kLandlockSteps) {
    if (step.abi > version) continue;
    sum.handled_files |= step.brings.handled_files;
    sum.handled_network |= step.brings.handled_network;
    sum.scoped |= step.brings.scoped;
  }
  return sum;
}

// O_TMPFILE's own bit, without the O_DIRECTORY that the C library's constant carries.
inline constexpr int kOpenTemporary = O_TMPFILE & ~O_DIRECTORY;

// System calls that only the older architecture has. A row with this number is skipped.
inline constexpr int kNoSuchCall = -1;
#if defined(SYS_poll)
inline constexpr int kCallPoll = SYS_poll;
#else
inline constexpr int kCallPoll = kNoSuchCall;
#endif
#if defined(SYS_readlink)
inline constexpr int kCallReadlink = SYS_readlink;
#else
inline constexpr int kCallReadlink = kNoSuchCall;
#endif
#if defined(SYS_unlink)
inline constexpr int kCallUnlink = SYS_unlink;
#else
inline constexpr int kCallUnlink = kNoSuchCall;
#endif
#if defined(SYS_access)
inline constexpr int kCallAccess = SYS_access;
#else
inline constexpr int kCallAccess = kNoSuchCall;
#endif
#if defined(SYS_arch_prctl)
inline constexpr int kCallArchPrctl = SYS_arch_prctl;
#else
inline constexpr int kCallArchPrctl = kNoSuchCall;
#endif

// What a filter must know of the architecture it runs on. A process can enter the kernel as another architecture
// (`int 0x80` on x86-64), where the numbers mean other calls: the filter asks for the architecture before the number.
struct Architecture {
  std::uint32_t audit = 0;        // AUDIT_ARCH_*; 0: one we do not filter
  std::uint32_t numbers_end = 0;  // numbers from here on are another ABI (x32) and are refused; 0: no such limit
};

inline constexpr Architecture kX8664{AUDIT_ARCH_X86_64, 0x40000000};
inline constexpr Architecture kAarch64{AUDIT_ARCH_AARCH64, 0};

#if defined(__x86_64__) && !defined(__ILP32__)
inline constexpr Architecture kHere = kX8664;
#elif defined(__aarch64__) && !defined(__ILP32__) && defined(__AARCH64EL__)
inline constexpr Architecture kHere = kAarch64;
#else
inline constexpr Architecture kHere{};
#endif

}  // namespace halfsecond::plugin::abi
