// A second opinion on a filter: the kernel's classic BPF machine, as far as seccomp programs use it, and the table read
// row by row as a person would read it. Filter and table must say the same for every number.

#pragma once

#include <linux/bpf_common.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "kits/plugin/filter.h"

namespace halfsecond::plugin::testing {

struct Ran {
  std::uint32_t action = 0;
  std::size_t steps = 0;
};

// What `program` answers to `call`. Nothing when it leaves the program, loops or has an instruction we do not know.
inline std::optional<Ran> Run(std::span<const sock_filter> program, const seccomp_data& call) {
  std::uint32_t accumulator = 0;
  std::size_t steps = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& now = program[at];
    ++steps;
    switch (now.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        if (now.k % 4 != 0 || now.k > sizeof call - 4) return std::nullopt;
        std::memcpy(&accumulator, reinterpret_cast<const char*>(&call) + now.k, 4);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        accumulator &= now.k;
        break;
      case BPF_JMP | BPF_JA:
        at += now.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        at += accumulator == now.k ? now.jt : now.jf;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        at += accumulator >= now.k ? now.jt : now.jf;
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        at += accumulator > now.k ? now.jt : now.jf;
        break;
      case BPF_RET | BPF_K:
        return Ran{now.k, steps};
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

inline std::uint32_t Action(Answer answer, const FilterContext& context) {
  switch (answer) {
    case Answer::kAllow:
      return SECCOMP_RET_ALLOW;
    case Answer::kAllowUnderLandlock:
      return context.landlock_abi >= 3 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | ENOSYS;
    case Answer::kRefuse:
      return SECCOMP_RET_ERRNO | EPERM;
    case Answer::kNotThere:
      return SECCOMP_RET_ERRNO | ENOSYS;
    case Answer::kTrap:
      return SECCOMP_RET_TRAP;
    case Answer::kKill:
      return SECCOMP_RET_KILL_PROCESS;
  }
  return SECCOMP_RET_KILL_PROCESS;
}

inline bool Holds(const Condition& condition, const seccomp_data& call, const FilterContext& context) {
  const bool own = condition.against == Condition::Against::kOwnProcess;
  return (call.args[condition.argument] & condition.mask) == (own ? context.own_process : condition.value);
}

// What the table says, the slow way.
inline std::uint32_t Read(const FilterTable& table, const FilterContext& context, const seccomp_data& call) {
  const abi::Architecture& here = context.architecture;
  const auto number = static_cast<std::uint32_t>(call.nr);
  if (call.arch != here.audit) return SECCOMP_RET_KILL_PROCESS;
  if (here.numbers_end != 0 && number >= here.numbers_end) return SECCOMP_RET_KILL_PROCESS;
  for (const CallRule& rule : table.rules) {
    if (rule.number != call.nr || rule.number < 0) continue;
    if (Holds(rule.when[0], call, context) && Holds(rule.when[1], call, context)) return Action(rule.answer, context);
  }
  return Action(table.otherwise, context);
}

// Calls of `number` with arguments on both sides of every condition the table has for it: all zero, all ones, each row
// met, and each row met but for one bit.
inline std::vector<seccomp_data> Probes(const FilterTable& table, const FilterContext& context, int number) {
  const seccomp_data zero{number, context.architecture.audit, 0, {}};
  seccomp_data ones = zero;
  for (auto& argument : ones.args) argument = ~std::uint64_t{0};
  std::vector<seccomp_data> probes{zero, ones};
  for (const CallRule& rule : table.rules) {
    if (rule.number != number) continue;
    for (seccomp_data met : {zero, ones}) {
      for (const Condition& condition : rule.when) {
        const bool own = condition.against == Condition::Against::kOwnProcess;
        auto& argument = met.args[condition.argument];
        argument = (argument & ~condition.mask) | (own ? context.own_process : condition.value);
      }
      probes.push_back(met);
      for (const Condition& condition : rule.when) {
        for (int bit = 0; bit < 64; ++bit) {
          probes.push_back(met);
          probes.back().args[condition.argument] ^= std::uint64_t{1} << bit;
        }
      }
    }
  }
  return probes;
}

}  // namespace halfsecond::plugin::testing
