// odd-resolver
//
// Does a third party's IFUNC resolver do more than choose between functions?
//
// Why: a resolver reads what the processor can do and returns an address. The one of the xz backdoor called on into an
// object of 88 KB and wrote into the table of addresses, before any constructor ran.
// Quiet about: libc, libm, the loader; the program's own resolvers; reads, cpuid, writes into the object's own data,
// jump tables. Of 448 resolvers of Debian 12 outside the loader none crosses a bound below. Known blind spot: what is
// reached through a pointer; code of machines other than x86-64 (unknown, not no).

#include <utility>

#include "base/text.h"
#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "odd-resolver";

// What 448 resolvers of Debian 12 had at most: 798 instructions in 5 functions, 55 of their own.
constexpr std::uint64_t kMostInstructions = 1500;
constexpr std::uint64_t kMostFunctions = 8;
constexpr std::uint64_t kMostOwnInstructions = 60;

void Add(std::string& all, const std::string& what) {
  all += (all.empty() ? "" : ", ") + what;
}

void AddSites(std::string& all, const CodeSites& sites, const std::string& what) {
  if (sites.count > 0) Add(all, what + " at " + Hex(sites.first_address));
}

// What is odd about it; empty: nothing.
std::string Oddities(const CodeWalk& walk) {
  std::string all;
  AddSites(all, walk.calls_out,
           walk.first_called.empty() ? "calls another object" : "calls " + walk.first_called + " in another object");
  AddSites(all, walk.protected_writes, "writes into its object's table of addresses");
  AddSites(all, walk.foreign_writes, "writes into another object");
  AddSites(all, walk.system_calls, "makes a system call");
  AddSites(all, walk.indirect_calls, "calls through a pointer");
  const bool is_large = walk.is_cut_short || walk.instructions > kMostInstructions || walk.functions > kMostFunctions;
  if (is_large) {
    Add(all, std::string(walk.is_cut_short ? "more than " : "") +
                 Count(walk.instructions, "instruction", "instructions") + " in " +
                 Count(walk.functions, "function", "functions"));
  } else if (walk.own_instructions > kMostOwnInstructions) {
    Add(all, Count(walk.own_instructions, "instruction", "instructions") + " of its own");
  }
  return all;
}

// One resolver's finding; a no is told once for all.
void Judge(const LoadFacts& facts, const UninvitedLibrary& library, const StartEntry& entry,
           std::vector<Finding>& findings) {
  const LoadedObject& object = facts.objects[library.object];
  Finding finding{kId, Answer::kUnknown, {}, {}, Severity::kNote, object.soname, {}};
  const std::string resolver = "the resolver at " + Hex(entry.address);
  if (!entry.walk) {
    finding.because = facts.not_walked.empty() ? "the code of its resolvers was not followed here" : facts.not_walked;
    finding.remedy = "halfsecond load " + ShellWord(facts.program);
  } else if (const std::string odd = Oddities(*entry.walk); !odd.empty()) {
    finding.answer = Answer::kYes;
    finding.because = resolver + ": " + odd;
    finding.evidence = {EvidenceOf(facts, entry)};
    finding.severity = IsPrivileged(facts) && !library.is_named_by_program ? Severity::kRed : Severity::kAmber;
    finding.remedy = "objdump -d --start-address=" + Hex(entry.address) + " " + ShellWord(object.path);
  } else if (!entry.walk->is_readable) {
    finding.because = resolver + " leads to what is no code we can read";
  } else {
    return;
  }
  // What could not be followed has one cause for all resolvers of a library.
  if (finding.answer == Answer::kUnknown && !findings.empty() && findings.back().subject == finding.subject &&
      findings.back().answer == Answer::kUnknown) {
    return;
  }
  findings.push_back(std::move(finding));
}

std::vector<Finding> Ask(const LoadFacts& facts) {
  std::vector<Finding> findings;
  std::size_t resolvers = 0;
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    for (const std::size_t index : library.entries) {
      if (facts.start[index].how != StartHow::kIfunc) continue;
      ++resolvers;
      Judge(facts, library, facts.start[index], findings);
    }
  }
  if (!findings.empty()) return findings;
  if (!facts.closure_complete) {
    return {{kId,
             Answer::kUnknown,
             "some needed libraries could not be found or read",
             {},
             Severity::kNote,
             facts.program,
             {}}};
  }
  const std::string no = resolvers == 0 ? "IFUNC resolvers only in the C runtime"
                                        : Count(resolvers, "resolver does", "resolvers do") + " no more than choose";
  return {{kId, Answer::kNo, no, {}, Severity::kNote, facts.program, {}}};
}

}  // namespace

extern const Rule<LoadFacts> kOddResolver;
constinit const Rule<LoadFacts> kOddResolver{
    kId, "Does a third party's IFUNC resolver do more than choose between functions?",
    "a resolver reads what the processor can do and returns an address; the one of the xz backdoor called on into an "
    "object of 88 KB and wrote into the table of addresses",
    &Ask};

}  // namespace halfsecond::rules
