#include "analysis/load/start_walk.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "facts/uninvited.h"
#include "plugins/disasm/protocol.h"
#include "readers/elf/bound_slots.h"
#include "readers/elf/constants.h"
#include "readers/elf/symbols.h"

namespace halfsecond::load {
namespace {

using disasm::Region;

void Put(std::string& text, std::uint64_t word) {
  for (int shift = 0; shift < 64; shift += 8) text.push_back(static_cast<char>(word >> shift & 0xff));
}

struct Question {
  std::uint64_t regions = 0;
  std::string tables;
  std::string code;
};

void AddRegion(Question& question, std::uint64_t address, std::uint64_t bytes, Region region) {
  ++question.regions;
  Put(question.tables, address);
  Put(question.tables, bytes);
  Put(question.tables, static_cast<std::uint64_t>(region));
}

Result<Question> RegionsOf(const elf::Image& image) {
  Question question;
  for (const elf::Segment& segment : image.segments()) {
    if (segment.type == elf::kSegmentGnuRelro) {
      AddRegion(question, segment.address, segment.memory_bytes, Region::kProtected);
    }
    if (segment.type != elf::kSegmentLoad) continue;
    if ((segment.flags & elf::kSegmentWritable) != 0) {
      AddRegion(question, segment.address, segment.memory_bytes, Region::kOwnData);
    } else if ((segment.flags & elf::kSegmentExecutable) != 0) {
      if (segment.file_bytes > limits::kMaxWalkedCodeBytes - question.code.size()) {
        return Error{Error::Kind::kLimit, "more code than is followed", segment.offset};
      }
      HS_TRY(bytes, image.source().At(segment.offset, segment.file_bytes));
      AddRegion(question, segment.address, segment.file_bytes, Region::kCode);
      question.code += bytes.text();
    }
  }
  return question;
}

std::string Whole(const Question& question, const std::vector<elf::BoundSlot>& slots,
                  const std::vector<std::uint64_t>& entries) {
  std::string whole;
  Put(whole, question.regions);
  Put(whole, slots.size());
  Put(whole, entries.size());
  whole += question.tables;
  for (const elf::BoundSlot& slot : slots) {
    Put(whole, slot.address);
    Put(whole, slot.target);
  }
  for (const std::uint64_t entry : entries) Put(whole, entry);
  return whole + question.code;
}

CodeWalk WalkOf(const std::array<std::uint64_t, disasm::kAnswerWords>& words) {
  const auto sites = [&words](std::size_t at) { return CodeSites{words[at], words[at + 1]}; };
  CodeWalk walk;
  walk.is_cut_short = (words[disasm::kFlags] & disasm::kFlagLimit) != 0;
  walk.is_readable = (words[disasm::kFlags] & disasm::kFlagNotCode) == 0;
  walk.instructions = words[disasm::kInstructions];
  walk.own_instructions = words[disasm::kOwnInstructions];
  walk.functions = words[disasm::kFunctions];
  walk.code_bytes = words[disasm::kCodeBytes];
  walk.calls_out = sites(disasm::kCallsOut);
  walk.protected_writes = sites(disasm::kProtectedWrites);
  walk.foreign_writes = sites(disasm::kForeignWrites);
  walk.system_calls = sites(disasm::kSystemCalls);
  walk.indirect_calls = sites(disasm::kIndirectCalls);
  walk.indirect_jumps = words[disasm::kIndirectJumps];
  walk.own_writes = words[disasm::kOwnWrites];
  walk.pointer_writes = words[disasm::kPointerWrites];
  return walk;
}

bool WantsWalk(const StartEntry& entry) {
  return entry.certainty == StartCertainty::kRuns && entry.address != 0 &&
         (entry.how == StartHow::kIfunc || entry.how == StartHow::kInitCall || entry.how == StartHow::kInit);
}

}  // namespace

Result<std::vector<CodeWalk>> WalkCode(const Root& root, const std::string& path,
                                       const std::vector<std::uint64_t>& entries, const AskDisassembler& ask) {
  constexpr std::uint64_t kWalkBytes = 8 * disasm::kAnswerWords;
  HS_TRY(source, root.OpenFile(path));
  HS_TRY(image, elf::Image::Read(*source));
  HS_TRY(dynamic, elf::ReadDynamic(image));
  std::vector<elf::BoundSlot> slots;
  if (dynamic) {
    HS_TRY(bound, elf::ReadBoundSlots(image, *dynamic));
    slots = std::move(bound);
  } else if (image.machine() != elf::kMachineX86_64) {
    return Error{Error::Kind::kUnsupported, "code of this machine is not followed"};
  }
  HS_TRY(question, RegionsOf(image));
  HS_TRY(answer, ask(Bytes::Of(Whole(question, slots, entries))));
  const Bytes said = Bytes::Of(answer);
  if (said.size() != entries.size() * kWalkBytes) return Error{Error::Kind::kMalformed, "an answer of another length"};
  std::vector<CodeWalk> walks;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::array<std::uint64_t, disasm::kAnswerWords> words{};
    for (std::size_t w = 0; w < words.size(); ++w) {
      words[w] = said.IntegerUnchecked<std::uint64_t>(i * kWalkBytes + 8 * w, ByteOrder::kLittle);
    }
    walks.push_back(WalkOf(words));
    const auto slot = std::find_if(slots.begin(), slots.end(), [&words](const elf::BoundSlot& one) {
      return one.address == words[disasm::kFirstCallSlot];
    });
    if (words[disasm::kCallsOut] == 0 || slot == slots.end()) continue;
    walks.back().first_called = elf::SymbolName(image, *dynamic, slot->symbol);
  }
  return walks;
}

void StartWalker::AddTo(LoadFacts& facts) {
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    std::vector<std::uint64_t> entries;
    for (const std::size_t index : library.entries) {
      if (WantsWalk(facts.start[index])) entries.push_back(facts.start[index].address);
    }
    if (entries.empty()) continue;
    const Known& known = Of(facts.objects[library.object].path, entries);
    if (!known.why_not.empty()) facts.not_walked = known.why_not;
    for (const std::size_t index : library.entries) {
      const auto walk = known.walks.find(facts.start[index].address);
      if (WantsWalk(facts.start[index]) && walk != known.walks.end()) facts.start[index].walk = walk->second;
    }
  }
}

const StartWalker::Known& StartWalker::Of(const std::string& path, const std::vector<std::uint64_t>& entries) {
  const auto [at, is_new] = by_path_.try_emplace(path);
  Known& known = at->second;
  if (!is_new) return known;
  const auto walks = WalkCode(root_, path, entries, ask_);
  if (!walks.ok()) {
    known.why_not = path + ": " + walks.error().what;
    return known;
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    known.walks.emplace(entries[i], std::make_shared<const CodeWalk>((*walks)[i]));
  }
  return known;
}

}  // namespace halfsecond::load
