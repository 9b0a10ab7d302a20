#include "sandbox/profiles.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "tests/kits/plugin/bpf_machine.h"

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace)

namespace {

constexpr int kNumbers = 1024;  // the kernel's last number is below 500

// The same table as libseccomp compiles it. Nothing when it refuses a row.
std::optional<std::vector<sock_filter>> ByLibseccomp(const FilterTable& table, const FilterContext& context) {
  const auto close_filter = [](void* filter) { seccomp_release(filter); };
  const std::unique_ptr<void, decltype(close_filter)> filter(seccomp_init(testing::Action(table.otherwise, context)),
                                                             close_filter);
  if (filter == nullptr || seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0)
    return {};
  for (const CallRule& rule : table.rules) {
    if (rule.number < 0) continue;
    std::vector<scmp_arg_cmp> demands;
    for (const Condition& condition : rule.when) {
      if (condition.mask == 0) continue;
      const bool own = condition.against == Condition::Against::kOwnProcess;
      demands.push_back(
          {condition.argument, SCMP_CMP_MASKED_EQ, condition.mask, own ? context.own_process : condition.value});
    }
    const std::uint32_t action = testing::Action(rule.answer, context);
    if (seccomp_rule_add_exact_array(filter.get(), action, rule.number, static_cast<unsigned>(demands.size()),
                                     demands.data()) != 0) {
      return {};
    }
  }
  const int file = memfd_create("filter", MFD_CLOEXEC);
  struct stat seen {};
  if (seccomp_export_bpf(filter.get(), file) != 0 || fstat(file, &seen) != 0) return {};
  std::vector<sock_filter> program(static_cast<std::size_t>(seen.st_size) / sizeof(sock_filter));
  const ssize_t got = pread(file, program.data(), static_cast<std::size_t>(seen.st_size), 0);
  close(file);
  if (got != seen.st_size) return {};
  return program;
}

}  // namespace

TEST_CASE("the reader's filter says of every number what its table says") {
  for (const int landlock : {0, 2, 7}) {
    const FilterContext context{abi::kHere, landlock, 4711};
    const auto program = CompileFilter(sandbox::kReader.calls, context);
    REQUIRE(program.ok());
    std::size_t differences = 0;
    std::size_t longest = 0;
    for (int number = -1; number < kNumbers; ++number) {
      for (const seccomp_data& call : testing::Probes(sandbox::kReader.calls, context, number)) {
        const auto ran = testing::Run(program.value(), call);
        REQUIRE(ran.has_value());
        if (ran->action != testing::Read(sandbox::kReader.calls, context, call)) ++differences;
        longest = std::max(longest, ran->steps);
      }
    }
    CHECK(differences == 0);
    CHECK(longest <= 24);
  }
}

TEST_CASE("libseccomp makes a filter of the same table that answers the same") {
  const FilterContext context{abi::kHere, 7, 4711};
  const auto ours = CompileFilter(sandbox::kReader.calls, context);
  const auto theirs = ByLibseccomp(sandbox::kReader.calls, context);
  REQUIRE(ours.ok());
  REQUIRE(theirs.has_value());
  std::size_t calls = 0;
  std::size_t differences = 0;
  for (int number = 0; number < kNumbers; ++number) {
    for (const seccomp_data& call : testing::Probes(sandbox::kReader.calls, context, number)) {
      const auto mine = testing::Run(ours.value(), call);
      const auto other = testing::Run(*theirs, call);
      REQUIRE(mine.has_value());
      REQUIRE(other.has_value());
      if (mine->action != other->action) ++differences;
      ++calls;
    }
  }
  CHECK(differences == 0);
  CHECK(calls > 6000);
}

TEST_CASE("both filters kill a call of another architecture and one of x32") {
  const FilterContext context{abi::kX8664, 7, 4711};
  const auto ours = CompileFilter(sandbox::kReader.calls, context);
  REQUIRE(ours.ok());
  for (const seccomp_data& call : {seccomp_data{3, AUDIT_ARCH_I386, 0, {}}, {0x40000000, AUDIT_ARCH_X86_64, 0, {}}}) {
    CHECK(testing::Run(ours.value(), call)->action == SECCOMP_RET_KILL_PROCESS);
#if defined(__x86_64__)
    CHECK(testing::Run(*ByLibseccomp(sandbox::kReader.calls, context), call)->action == SECCOMP_RET_KILL_PROCESS);
#endif
  }
}
