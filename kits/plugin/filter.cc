#include "kits/plugin/filter.h"

#include <linux/bpf_common.h>
#include <linux/seccomp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>

namespace halfsecond::plugin {

namespace {

using Program = std::vector<sock_filter>;

constexpr std::size_t kMostInstructions = BPF_MAXINSNS;
constexpr std::size_t kFarthestJump = 255;  // a conditional jump's offset is one byte

// The numbers from `first` up to the next segment's first, all answered by `body`, which starts with the number loaded.
struct Segment {
  std::uint32_t first;
  Program body;
};

sock_filter Statement(int code, std::uint32_t k) {
  return {static_cast<std::uint16_t>(code), 0, 0, k};
}

sock_filter Jump(int code, std::uint32_t k, std::size_t if_true, std::size_t if_false) {
  return {static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(if_true), static_cast<std::uint8_t>(if_false), k};
}

sock_filter Load(std::size_t offset) {
  return Statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

sock_filter Return(Answer answer, const FilterContext& context) {
  if (answer == Answer::kAllowUnderLandlock) {
    answer = context.landlock_abi >= kLandlockJudgesOpening ? Answer::kAllow : Answer::kNotThere;
  }
  std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  switch (answer) {
    case Answer::kAllow:
      action = SECCOMP_RET_ALLOW;
      break;
    case Answer::kRefuse:
      action = SECCOMP_RET_ERRNO | EPERM;
      break;
    case Answer::kNotThere:
      action = SECCOMP_RET_ERRNO | ENOSYS;
      break;
    case Answer::kTrap:
      action = SECCOMP_RET_TRAP;
      break;
    case Answer::kAllowUnderLandlock:  // replaced above
    case Answer::kKill:
      break;
  }
  return Statement(BPF_RET | BPF_K, action);
}

// Both architectures are little endian: the low half of an argument comes first.
std::size_t ArgumentOffset(std::uint8_t argument) {
  return offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t);
}

bool IsSane(const Condition& condition) {
  return condition.argument < 6 && (condition.value & ~condition.mask) == 0;
}

// One half of a condition; a miss is patched by the caller to leave the alternative.
void AppendHalf(Program& out, std::size_t offset, std::uint32_t mask, std::uint32_t value) {
  if (mask == 0) return;
  out.push_back(Load(offset));
  if (mask != 0xffffffff) out.push_back(Statement(BPF_ALU | BPF_AND | BPF_K, mask));
  out.push_back(Jump(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 0));
}

// The row's conditions and its answer; falls through to the next alternative when a condition does not hold.
Program Alternative(const CallRule& rule, const FilterContext& context) {
  Program out;
  for (const Condition& condition : rule.when) {
    const bool own = condition.against == Condition::Against::kOwnProcess;
    const std::uint64_t value = own ? context.own_process : condition.value;
    const std::size_t offset = ArgumentOffset(condition.argument);
    AppendHalf(out, offset, static_cast<std::uint32_t>(condition.mask), static_cast<std::uint32_t>(value));
    AppendHalf(out, offset + 4, static_cast<std::uint32_t>(condition.mask >> 32),
               static_cast<std::uint32_t>(value >> 32));
  }
  out.push_back(Return(rule.answer, context));
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (BPF_CLASS(out[i].code) == BPF_JMP) out[i].jf = static_cast<std::uint8_t>(out.size() - i - 1);
  }
  return out;
}

bool IsUnconditional(const CallRule& rule) {
  return std::all_of(rule.when.begin(), rule.when.end(), [](const Condition& c) { return c.mask == 0; });
}

bool SameBody(const Program& a, const Program& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const sock_filter& x, const sock_filter& y) {
    return x.code == y.code && x.jt == y.jt && x.jf == y.jf && x.k == y.k;
  });
}

// Adds what answers the numbers from `first` on; neighbours with one answer become one segment.
void AddSegment(std::vector<Segment>& segments, std::uint32_t first, Program body) {
  if (!segments.empty() && segments.back().first == first) segments.pop_back();
  if (!segments.empty() && SameBody(segments.back().body, body)) return;
  segments.push_back({first, std::move(body)});
}

Outcome<std::vector<Segment>> Segments(const FilterTable& table, const FilterContext& context) {
  std::vector<CallRule> rules;
  std::copy_if(table.rules.begin(), table.rules.end(), std::back_inserter(rules),
               [](const CallRule& rule) { return rule.number >= 0; });
  std::stable_sort(rules.begin(), rules.end(),
                   [](const CallRule& a, const CallRule& b) { return a.number < b.number; });

  const Program otherwise{Return(table.otherwise, context)};
  std::vector<Segment> segments;
  AddSegment(segments, 0, otherwise);
  for (std::size_t i = 0; i < rules.size();) {
    const int number = rules[i].number;
    Program body;
    bool open = true;
    for (; i < rules.size() && rules[i].number == number; ++i) {
      const bool sane = std::all_of(rules[i].when.begin(), rules[i].when.end(), IsSane);
      if (!open || !sane) return Fault{Fault::Kind::kConfine, EINVAL, "a row of the call table can never hold"};
      const Program next = Alternative(rules[i], context);
      body.insert(body.end(), next.begin(), next.end());
      open = !IsUnconditional(rules[i]);
    }
    if (open) body.insert(body.end(), otherwise.begin(), otherwise.end());
    AddSegment(segments, static_cast<std::uint32_t>(number), std::move(body));
    AddSegment(segments, static_cast<std::uint32_t>(number) + 1, otherwise);
  }
  return segments;
}

// A binary search over the segments; its depth is the logarithm of their count.
Program Tree(std::span<const Segment> segments) {
  if (segments.size() == 1) return segments.front().body;
  const std::size_t middle = segments.size() / 2;
  const Program below = Tree(segments.first(middle));
  const Program above = Tree(segments.subspan(middle));
  const std::uint32_t pivot = segments[middle].first;
  Program out;
  if (below.size() <= kFarthestJump) {
    out.push_back(Jump(BPF_JMP | BPF_JGE | BPF_K, pivot, below.size(), 0));
  } else {
    out.push_back(Jump(BPF_JMP | BPF_JGE | BPF_K, pivot, 0, 1));
    out.push_back(Statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(below.size())));
  }
  out.insert(out.end(), below.begin(), below.end());
  out.insert(out.end(), above.begin(), above.end());
  return out;
}

}  // namespace

Outcome<std::vector<sock_filter>> CompileFilter(const FilterTable& table, const FilterContext& context) {
  const abi::Architecture& architecture = context.architecture;
  if (architecture.audit == 0) return Fault{Fault::Kind::kConfine, ENOSYS, "no filter for this architecture"};
  const auto segments = Segments(table, context);
  if (!segments.ok()) return segments.fault();

  const sock_filter kill = Return(Answer::kKill, context);
  Program out{Load(offsetof(seccomp_data, arch)), Jump(BPF_JMP | BPF_JEQ | BPF_K, architecture.audit, 1, 0), kill,
              Load(offsetof(seccomp_data, nr))};
  if (architecture.numbers_end != 0) {
    out.push_back(Jump(BPF_JMP | BPF_JGE | BPF_K, architecture.numbers_end, 0, 1));
    out.push_back(kill);
  }
  const Program tree = Tree(segments.value());
  out.insert(out.end(), tree.begin(), tree.end());
  if (out.size() > kMostInstructions) return Fault{Fault::Kind::kConfine, E2BIG, "the call table is too long"};
  return out;
}

}  // namespace halfsecond::plugin
