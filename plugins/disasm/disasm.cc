// The disasm plug-in: walks through functions of x86-64 as far as calls and jumps can be followed, and says what they
// do that others would notice: calls into other objects, writes, system calls, size. It runs nothing.

#include <capstone/capstone.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "kits/plugin/worker.h"
#include "plugins/disasm/program_image.h"
#include "plugins/disasm/protocol.h"

namespace {

using namespace halfsecond::disasm;  // NOLINT(google-build-using-namespace): this file is that namespace's user
using halfsecond::plugin::Job;
using halfsecond::plugin::Verdict;

// Which function an instruction belongs to: the entry's own, or one that it calls.
enum class Whose : std::uint8_t { kOwn, kCalled };

constexpr std::uint64_t kElsewhere = 0;  // a register's value that lies in another object

// clang-format off: one register a line
constexpr std::array<std::array<unsigned, 5>, 16> kRegisters{{
    {X86_REG_RAX, X86_REG_EAX, X86_REG_AX, X86_REG_AL, X86_REG_AH},
    {X86_REG_RBX, X86_REG_EBX, X86_REG_BX, X86_REG_BL, X86_REG_BH},
    {X86_REG_RCX, X86_REG_ECX, X86_REG_CX, X86_REG_CL, X86_REG_CH},
    {X86_REG_RDX, X86_REG_EDX, X86_REG_DX, X86_REG_DL, X86_REG_DH},
    {X86_REG_RSI, X86_REG_ESI, X86_REG_SI, X86_REG_SIL, 0},
    {X86_REG_RDI, X86_REG_EDI, X86_REG_DI, X86_REG_DIL, 0},
    {X86_REG_RBP, X86_REG_EBP, X86_REG_BP, X86_REG_BPL, 0},
    {X86_REG_RSP, X86_REG_ESP, X86_REG_SP, X86_REG_SPL, 0},
    {X86_REG_R8, X86_REG_R8D, X86_REG_R8W, X86_REG_R8B, 0},
    {X86_REG_R9, X86_REG_R9D, X86_REG_R9W, X86_REG_R9B, 0},
    {X86_REG_R10, X86_REG_R10D, X86_REG_R10W, X86_REG_R10B, 0},
    {X86_REG_R11, X86_REG_R11D, X86_REG_R11W, X86_REG_R11B, 0},
    {X86_REG_R12, X86_REG_R12D, X86_REG_R12W, X86_REG_R12B, 0},
    {X86_REG_R13, X86_REG_R13D, X86_REG_R13W, X86_REG_R13B, 0},
    {X86_REG_R14, X86_REG_R14D, X86_REG_R14W, X86_REG_R14B, 0},
    {X86_REG_R15, X86_REG_R15D, X86_REG_R15W, X86_REG_R15B, 0},
}};
// clang-format on

// The register that `part` is a part of.
unsigned WholeOf(unsigned part) {
  for (const auto& row : kRegisters) {
    if (std::find(row.begin(), row.end(), part) != row.end()) return row[0];
  }
  return X86_REG_INVALID;
}

// Capstone 4 takes the memory operand of these for a written one.
bool OnlyLooks(unsigned id) {
  return id == X86_INS_TEST || id == X86_INS_CMP || id == X86_INS_NOP || id == X86_INS_BT;
}

class Disassembler {
 public:
  Disassembler() {
    if (cs_open(CS_ARCH_X86, CS_MODE_64, &handle_) != CS_ERR_OK) return;
    if (cs_option(handle_, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK) instruction_ = cs_malloc(handle_);
  }
  Disassembler(const Disassembler&) = delete;
  Disassembler& operator=(const Disassembler&) = delete;
  ~Disassembler() {
    if (instruction_ != nullptr) cs_free(instruction_, 1);
    cs_close(&handle_);
  }
  bool ok() const { return instruction_ != nullptr; }
  csh handle() const { return handle_; }

  // The instruction at the front of `code`; nullptr when it is none.
  const cs_insn* At(std::uint64_t address, std::span<const std::uint8_t> code) {
    const std::uint8_t* bytes = code.data();
    std::size_t left = code.size();
    return !code.empty() && cs_disasm_iter(handle_, &bytes, &left, &address, instruction_) ? instruction_ : nullptr;
  }

 private:
  csh handle_ = 0;
  cs_insn* instruction_ = nullptr;
};

// One entry's walk. Registers are followed from one instruction to the next, and forgotten at calls and where paths
// meet: enough for `lea table(%rip), %rax; mov %rdx, (%rax)`.
class Walk {
 public:
  Walk(Disassembler& disassembler, const ProgramImage& image) : disassembler_(disassembler), image_(image) {}

  std::array<std::uint64_t, kAnswerWords> From(std::uint64_t entry);

 private:
  struct Start {
    std::uint64_t address;
    Whose whose;
  };

  void Path(Start start);
  bool Step(const cs_insn& instruction, Whose whose);
  bool Jump(const cs_insn& instruction, Whose whose);
  void Call(const cs_insn& instruction);
  void Enter(std::uint64_t target);
  void Write(const cs_insn& instruction, const cs_x86_op& operand);
  void Remember(const cs_insn& instruction);

  std::optional<std::uint64_t> AddressOf(const cs_insn& instruction, const cs_x86_op& operand) const;
  std::optional<std::uint64_t> Loaded(const cs_insn& instruction, const cs_x86_op& operand) const;
  void Leaves(const cs_insn& instruction, std::uint64_t slot);
  void Note(Word count, std::uint64_t at) {
    if (answer_[count]++ == 0) answer_[count + 1] = at;
  }

  Disassembler& disassembler_;
  const ProgramImage& image_;
  std::array<std::uint64_t, kAnswerWords> answer_{};
  std::vector<Start> open_;
  std::unordered_set<std::uint64_t> seen_;
  std::unordered_set<std::uint64_t> functions_;
  std::map<unsigned, std::uint64_t> known_;  // what a register holds: an address of this object, or kElsewhere
};

std::array<std::uint64_t, kAnswerWords> Walk::From(std::uint64_t entry) {
  functions_.insert(entry);
  open_.push_back({entry, Whose::kOwn});
  while (!open_.empty() && (answer_[kFlags] & kFlagLimit) == 0) {
    const Start start = open_.back();
    open_.pop_back();
    Path(start);
  }
  answer_[kFunctions] = functions_.size();
  return answer_;
}

// Straight on, until code ends, was seen before or cannot be followed.
void Walk::Path(Start start) {
  known_.clear();
  for (std::uint64_t at = start.address;;) {
    if (!seen_.insert(at).second) return;
    if (answer_[kInstructions] == kMostInstructions) {
      answer_[kFlags] |= kFlagLimit;
      return;
    }
    const cs_insn* instruction = disassembler_.At(at, image_.CodeAt(at));
    if (instruction == nullptr) {
      answer_[kFlags] |= kFlagNotCode;
      return;
    }
    ++answer_[kInstructions];
    answer_[kOwnInstructions] += start.whose == Whose::kOwn ? 1 : 0;
    answer_[kCodeBytes] += instruction->size;
    at += instruction->size;
    if (!Step(*instruction, start.whose)) return;
  }
}

// False: what follows it in memory does not follow it in time.
bool Walk::Step(const cs_insn& instruction, Whose whose) {
  const auto is = [&](unsigned group) { return cs_insn_group(disassembler_.handle(), &instruction, group); };
  switch (instruction.id) {
    case X86_INS_SYSCALL:
    case X86_INS_SYSENTER:
    case X86_INS_INT:
      Note(kSystemCalls, instruction.address);
      break;
    case X86_INS_HLT:
    case X86_INS_UD2:
    case X86_INS_INT3:
      return false;
    default:
      break;
  }
  if (is(CS_GRP_RET)) return false;
  if (is(CS_GRP_JUMP)) return Jump(instruction, whose);
  if (is(CS_GRP_CALL)) {
    Call(instruction);
    known_.clear();
    return true;
  }
  const cs_x86& x86 = instruction.detail->x86;
  for (std::uint8_t i = 0; i < x86.op_count && !OnlyLooks(instruction.id); ++i) {
    if (x86.operands[i].type == X86_OP_MEM && (x86.operands[i].access & CS_AC_WRITE) != 0) {
      Write(instruction, x86.operands[i]);
    }
  }
  Remember(instruction);
  return true;
}

bool Walk::Jump(const cs_insn& instruction, Whose whose) {
  const cs_x86_op& target = instruction.detail->x86.operands[0];
  const bool always = instruction.id == X86_INS_JMP;
  if (target.type == X86_OP_IMM) {
    open_.push_back({static_cast<std::uint64_t>(target.imm), whose});
  } else if (const auto place = Loaded(instruction, target); !place) {
    ++answer_[kIndirectJumps];
  } else if (*place == kElsewhere) {
    Leaves(instruction, AddressOf(instruction, target).value_or(0));
  } else {
    open_.push_back({*place, whose});
  }
  return !always;
}

void Walk::Call(const cs_insn& instruction) {
  const cs_x86_op& target = instruction.detail->x86.operands[0];
  if (target.type == X86_OP_IMM) return Enter(static_cast<std::uint64_t>(target.imm));
  const auto place = Loaded(instruction, target);
  if (!place) return Note(kIndirectCalls, instruction.address);
  if (*place == kElsewhere) return Leaves(instruction, AddressOf(instruction, target).value_or(0));
  Enter(*place);
}

void Walk::Enter(std::uint64_t target) {
  if (functions_.insert(target).second) open_.push_back({target, Whose::kCalled});
}

void Walk::Leaves(const cs_insn& instruction, std::uint64_t slot) {
  if (answer_[kCallsOut] == 0) answer_[kFirstCallSlot] = slot;
  Note(kCallsOut, instruction.address);
}

// The address that a memory operand means, where it can be told. The stack is nobody's business.
std::optional<std::uint64_t> Walk::AddressOf(const cs_insn& instruction, const cs_x86_op& operand) const {
  if (operand.type != X86_OP_MEM || operand.mem.index != X86_REG_INVALID) return std::nullopt;
  const auto displacement = static_cast<std::uint64_t>(operand.mem.disp);
  if (operand.mem.base == X86_REG_RIP) return instruction.address + instruction.size + displacement;
  const auto base = known_.find(operand.mem.base);
  if (base == known_.end()) return std::nullopt;
  return base->second == kElsewhere ? kElsewhere : base->second + displacement;
}

// What an operand's value will be when the loader is done: a register's, or that of a slot in memory.
std::optional<std::uint64_t> Walk::Loaded(const cs_insn& instruction, const cs_x86_op& operand) const {
  if (operand.type == X86_OP_REG) {
    const auto held = known_.find(operand.reg);
    return held == known_.end() ? std::nullopt : std::optional(held->second);
  }
  const auto address = AddressOf(instruction, operand);
  return address ? image_.SlotAt(*address) : std::nullopt;
}

void Walk::Write(const cs_insn& instruction, const cs_x86_op& operand) {
  const unsigned base = operand.mem.base;
  if (operand.mem.segment != X86_REG_INVALID || base == X86_REG_RSP || base == X86_REG_RBP) return;
  const auto address = AddressOf(instruction, operand);
  if (!address) {
    ++answer_[kPointerWrites];
  } else if (*address == kElsewhere) {
    Note(kForeignWrites, instruction.address);
  } else if (image_.DataAt(*address) == Region::kProtected) {
    Note(kProtectedWrites, instruction.address);
  } else {
    ++answer_[kOwnWrites];
  }
}

void Walk::Remember(const cs_insn& instruction) {
  const cs_x86& x86 = instruction.detail->x86;
  std::optional<std::uint64_t> value;
  if (x86.op_count == 2 && x86.operands[0].type == X86_OP_REG) {
    if (instruction.id == X86_INS_LEA) value = AddressOf(instruction, x86.operands[1]);
    if (instruction.id == X86_INS_MOV) value = Loaded(instruction, x86.operands[1]);
  }
  cs_regs read{};
  cs_regs written{};
  std::uint8_t reads = 0;
  std::uint8_t writes = 0;
  if (cs_regs_access(disassembler_.handle(), &instruction, read, &reads, written, &writes) != CS_ERR_OK) {
    known_.clear();
    return;
  }
  for (std::uint8_t i = 0; i < writes; ++i) known_.erase(WholeOf(written[i]));
  if (value) known_[x86.operands[0].reg] = *value;
}

Verdict Answer(Job& job) {
  if (job.operation() != kWalk) return Verdict::NoSuchJob("walk");
  const auto image = ProgramImage::Read(job);
  if (!image) return Verdict::BadInput("not a walk's tables and code");
  Disassembler disassembler;
  if (!disassembler.ok()) return Verdict::NoMemory();
  for (const std::uint64_t entry : image->entries()) {
    const auto words = Walk(disassembler, *image).From(entry);
    std::array<std::byte, 8 * kAnswerWords> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(words[i / 8] >> (8 * (i % 8)));
    job.Write(bytes);
  }
  return Verdict::Done();
}

}  // namespace

int main() {
  return halfsecond::plugin::RunWorker(&Answer);
}
