#include "kits/plugin/filter.h"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <vector>

#include "tests/kits/plugin/bpf_machine.h"

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using testing::Probes;
using testing::Read;
using testing::Run;

namespace {

constexpr std::array kSmall{
    Allow(0),
    Allow(1),
    AllowIf(16, Is(1, 0x5401)),
    AllowIf(16, Is(1, 0x5413)),
    AllowIf(9, OnlyOf(2, 3), IsNull(0)),
    AllowUnderLandlock(437),
    NotThere(435),
    AllowIf(234, IsOwnProcess(0), Is(2, 6)),
    CallRule{59, Answer::kKill, {}},
    Allow(abi::kNoSuchCall),
};
constexpr FilterTable kSmallTable{kSmall, Answer::kRefuse};

// How many calls the program and the table answer differently, and of how many.
struct Comparison {
  std::size_t calls = 0;
  std::size_t differences = 0;
};

Comparison Compare(const FilterTable& table, const FilterContext& context, int numbers) {
  const auto program = CompileFilter(table, context);
  Comparison seen;
  if (!program.ok()) return {0, 1};
  for (int number = -1; number < numbers; ++number) {
    for (const seccomp_data& call : Probes(table, context, number)) {
      const auto ran = Run(program.value(), call);
      ++seen.calls;
      if (!ran || ran->action != Read(table, context, call)) ++seen.differences;
    }
  }
  return seen;
}

std::uint32_t Answered(const FilterContext& context, const seccomp_data& call) {
  const auto program = CompileFilter(kSmallTable, context);
  REQUIRE(program.ok());
  const auto ran = Run(program.value(), call);
  REQUIRE(ran.has_value());
  return ran->action;
}

int RefusedWith(const FilterTable& table) {
  const auto program = CompileFilter(table, {});
  return program.ok() ? 0 : program.fault().number;
}

}  // namespace

TEST_CASE("program and table agree on every number and on both sides of every condition") {
  for (const int landlock : {0, 2, 3, 7}) {
    CAPTURE(landlock);
    const auto seen = Compare(kSmallTable, {abi::kX8664, landlock, 4711}, 2000);
    CHECK(seen.calls > 4000);
    CHECK(seen.differences == 0);
  }
}

TEST_CASE("the same table makes a program for the other architecture") {
  CHECK(Compare(kSmallTable, {abi::kAarch64, 7, 4711}, 2000).differences == 0);
}

TEST_CASE("a call that enters as another architecture is killed, whatever its number") {
  const FilterContext context{abi::kX8664, 7, 1};
  CHECK(Answered(context, {0, AUDIT_ARCH_X86_64, 0, {}}) == SECCOMP_RET_ALLOW);
  CHECK(Answered(context, {0, AUDIT_ARCH_I386, 0, {}}) == SECCOMP_RET_KILL_PROCESS);
  CHECK(Answered(context, {0, AUDIT_ARCH_AARCH64, 0, {}}) == SECCOMP_RET_KILL_PROCESS);
}

TEST_CASE("an x32 number is killed on x86-64, and so is minus one") {
  const FilterContext context{abi::kX8664, 7, 1};
  CHECK(Answered(context, {0x40000000, AUDIT_ARCH_X86_64, 0, {}}) == SECCOMP_RET_KILL_PROCESS);
  CHECK(Answered(context, {-1, AUDIT_ARCH_X86_64, 0, {}}) == SECCOMP_RET_KILL_PROCESS);
}

TEST_CASE("a number above the last row gets the answer of those without a row") {
  const FilterContext context{abi::kX8664, 7, 1};
  CHECK(Answered(context, {0x3fffffff, AUDIT_ARCH_X86_64, 0, {}}) == (SECCOMP_RET_ERRNO | EPERM));
}

TEST_CASE("the high half of a pointer counts, that of an int does not") {
  const FilterContext context{abi::kX8664, 7, 1};
  const std::uint64_t high = std::uint64_t{1} << 40;
  CHECK(Answered(context, {9, AUDIT_ARCH_X86_64, 0, {0, 0, 3, 0, 0, 0}}) == SECCOMP_RET_ALLOW);
  CHECK(Answered(context, {9, AUDIT_ARCH_X86_64, 0, {high, 0, 3, 0, 0, 0}}) == (SECCOMP_RET_ERRNO | EPERM));
  CHECK(Answered(context, {16, AUDIT_ARCH_X86_64, 0, {0, high | 0x5401, 0, 0, 0, 0}}) == SECCOMP_RET_ALLOW);
}

TEST_CASE("an architecture nobody filters gets no filter rather than a wrong one") {
  const auto program = CompileFilter(kSmallTable, {.architecture = {}});
  REQUIRE_FALSE(program.ok());
  CHECK(program.fault().number == ENOSYS);
}

TEST_CASE("a row behind one that always answers is refused: somebody meant something else") {
  constexpr std::array kShadowed{Allow(3), AllowIf(3, Is(0, 1))};
  CHECK(RefusedWith({kShadowed, Answer::kKill}) == EINVAL);
  constexpr std::array kTwice{Allow(3), Allow(3)};
  CHECK(RefusedWith({kTwice, Answer::kKill}) == EINVAL);
}

TEST_CASE("a condition that can never hold is refused") {
  constexpr std::array kOutsideMask{AllowIf(3, Condition{0, 0x0f, 0x10})};
  CHECK(RefusedWith({kOutsideMask, Answer::kKill}) == EINVAL);
  constexpr std::array kSeventhArgument{AllowIf(3, Is(6, 1))};
  CHECK(RefusedWith({kSeventhArgument, Answer::kKill}) == EINVAL);
}

TEST_CASE("a tree too wide for one-byte jumps still finds every row") {
  std::vector<CallRule> rules;
  rules.reserve(300);
  for (int number = 0; number < 300; ++number) rules.push_back(AllowIf(2 * number, Is(0, 1), IsNull(5)));
  CHECK(Compare({rules, Answer::kKill}, {abi::kX8664, 0, 1}, 700).differences == 0);
}

TEST_CASE("a table longer than the kernel takes is refused") {
  std::vector<CallRule> rules;
  rules.reserve(1000);
  for (int number = 0; number < 1000; ++number) rules.push_back(AllowIf(2 * number, Is(0, 1), IsNull(5)));
  CHECK(RefusedWith({rules, Answer::kKill}) == E2BIG);
}
