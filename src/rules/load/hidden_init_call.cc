// hidden-init-call
//
// Does an object's DT_INIT do more than the C runtime's stub?
//
// Why: DT_INIT is nearly always the same 22 bytes of crti.o, and most tools count it as noise. A call added to it, or
// code of its own in its place, runs before the constructors and is easily missed.
// Quiet about: the stub itself, and the stub that runs the old table .ctors.
// Known blind spot: what the called function does beyond what the disassembler can follow.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "hidden-init-call";

// What the code does, where somebody followed it: "; 312 instructions in 3 functions, calls getenv".
std::string Does(const StartEntry& entry) {
  if (!entry.walk) return {};
  const CodeWalk& walk = *entry.walk;
  std::string text = "; " + std::string(walk.is_cut_short ? "more than " : "") +
                     Count(walk.instructions, "instruction", "instructions") + " in " +
                     Count(walk.functions, "function", "functions");
  if (walk.calls_out.count > 0) {
    text += walk.first_called.empty() ? ", calls another object" : ", calls " + walk.first_called;
  }
  if (walk.system_calls.count > 0) text += ", makes a system call";
  if (walk.indirect_calls.count > 0) text += ", calls through a pointer";
  if (walk.protected_writes.count > 0) text += ", writes into its object's table of addresses";
  if (walk.foreign_writes.count > 0) text += ", writes into another object";
  return text;
}

std::vector<Finding> Ask(const LoadFacts& facts) {
  std::vector<Finding> findings;
  bool some_unknown = !facts.closure_complete;
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    some_unknown |= !library.is_certain;
    for (const std::size_t index : library.entries) {
      const StartEntry& entry = facts.start[index];
      if (entry.how != StartHow::kInitCall && entry.how != StartHow::kInit) continue;
      if (entry.certainty == StartCertainty::kCannotTell) continue;
      const std::string& soname = facts.objects[library.object].soname;
      const std::string what = entry.how == StartHow::kInitCall
                                   ? "DT_INIT is the runtime's stub with a call added, to " + Hex(entry.address)
                                   : "DT_INIT is code of its own, at " + Hex(entry.address);
      findings.push_back(
          {kId,
           Answer::kYes,
           what + Does(entry),
           {EvidenceOf(facts, entry)},
           Severity::kNote,
           soname,
           "objdump -d --start-address=" + Hex(entry.address) + " " + ShellWord(facts.objects[library.object].path)});
    }
  }
  if (!findings.empty()) return findings;
  if (some_unknown) {
    return {{kId,
             Answer::kUnknown,
             "the start-up stubs of some objects could not be read",
             {},
             Severity::kNote,
             facts.program,
             {}}};
  }
  return {{kId, Answer::kNo, "every DT_INIT is the C runtime's stub", {}, Severity::kNote, facts.program, {}}};
}

}  // namespace

extern const Rule<LoadFacts> kHiddenInitCall;
constinit const Rule<LoadFacts> kHiddenInitCall{
    kId, "Does an object's DT_INIT do more than the C runtime's stub?",
    "DT_INIT is nearly always the same few bytes and counted as noise; a call added to it runs before the constructors",
    &Ask};

}  // namespace halfsecond::rules
