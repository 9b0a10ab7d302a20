// A seccomp filter from a table one can read: a row a system call, what its arguments must be, and the answer.
//
// The compiler is pure: a table in, a BPF program out, for any architecture, so that a test can run the program in an
// interpreter over every number. It refuses a table it cannot keep to the letter.

#pragma once

#include <linux/filter.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kits/plugin/kernel_abi.h"
#include "kits/plugin/outcome.h"

namespace halfsecond::plugin {

// One demand on one argument: (argument & mask) == value. A mask of 0 demands nothing. Where the kernel takes an int it
// looks at the low half only, and so must the mask.
struct Condition {
  enum class Against : std::uint8_t { kValue, kOwnProcess };  // kOwnProcess: `value` is put in when the filter is made

  std::uint8_t argument = 0;  // 0 to 5
  std::uint64_t mask = 0;
  std::uint64_t value = 0;
  Against against = Against::kValue;
};

enum class Answer : std::uint8_t {
  kAllow,
  kAllowUnderLandlock,  // allowed where Landlock judges what the filter cannot see, behind a pointer; else kNotThere
  kRefuse,              // EPERM
  kNotThere,            // ENOSYS: callers have a fallback for kernels that lack it
  kTrap,                // SIGSYS, which a handler can tell from: the worker names the call, and ends (worker.h)
  kKill,                // SIGSYS ends the process, all its threads
};

// Rows of one number are alternatives: the first whose conditions all hold answers. No row, no match: `otherwise`.
struct CallRule {
  int number;  // SYS_*; negative: this architecture has no such call
  Answer answer = Answer::kAllow;
  std::array<Condition, 2> when{};
};

// The words in which tables are written.
constexpr CallRule Allow(int number) {
  return {number, Answer::kAllow, {}};
}
constexpr CallRule AllowIf(int number, Condition first, Condition second = {}) {
  return {number, Answer::kAllow, {first, second}};
}
constexpr CallRule AllowUnderLandlock(int number) {
  return {number, Answer::kAllowUnderLandlock, {}};
}
constexpr CallRule NotThere(int number) {
  return {number, Answer::kNotThere, {}};
}
constexpr Condition Is(std::uint8_t argument, std::uint32_t value) {
  return {argument, 0xffffffff, value};
}
constexpr Condition IsNull(std::uint8_t argument) {
  return {argument, ~std::uint64_t{0}, 0};
}
constexpr Condition NoneOf(std::uint8_t argument, std::uint32_t bits) {
  return {argument, bits, 0};
}
constexpr Condition OnlyOf(std::uint8_t argument, std::uint64_t bits) {
  return {argument, ~bits, 0};
}
constexpr Condition IsOwnProcess(std::uint8_t argument) {
  return {argument, 0xffffffff, 0, Condition::Against::kOwnProcess};
}

struct FilterTable {
  std::span<const CallRule> rules;
  Answer otherwise = Answer::kKill;
};

// What is known only when the filter is put up.
struct FilterContext {
  abi::Architecture architecture = abi::kHere;
  int landlock_abi = 0;  // in force; 0: none
  std::uint32_t own_process = 0;
};

// The Landlock that kAllowUnderLandlock asks for. Below ABI 3 it does not see a file opened for reading be truncated.
inline constexpr int kLandlockJudgesOpening = 3;

// The program for `table`: architecture first (a foreign one is killed), then a balanced tree over the numbers, so that
// a call costs some seven comparisons; rows without conditions cost none, as the kernel (5.11) keeps them in a bitmap.
// Faults: kConfine with ENOSYS (an architecture we do not filter), EINVAL (a row that can never be reached, a value
// outside its mask, an argument above 5), E2BIG (more than the kernel's 4096 instructions).
Outcome<std::vector<sock_filter>> CompileFilter(const FilterTable& table, const FilterContext& context);

}  // namespace halfsecond::plugin
