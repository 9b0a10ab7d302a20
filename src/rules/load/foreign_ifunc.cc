// foreign-ifunc
//
// Does an object outside the C runtime make the loader call a resolver while it relocates?
//
// Why: a resolver runs before every constructor and before the other objects are relocated; the xz backdoor entered
// through one. Of 8,100 ELF files of Debian 12, fifteen have any.
// Quiet about: libc, libm, the loader; the program's own resolvers, which are its own code.
// Known blind spot: what the resolver does; `odd-resolver` looks at that.

#include <algorithm>

#include "base/text.h"
#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "foreign-ifunc";

std::vector<Finding> Ask(const LoadFacts& facts) {
  std::vector<Finding> findings;
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    Finding finding{kId, Answer::kYes, {}, {}, Severity::kNote, facts.objects[library.object].soname, {}};
    std::size_t resolvers = 0;
    for (const std::size_t entry : library.entries) {
      if (facts.start[entry].how != StartHow::kIfunc) continue;
      ++resolvers;
      finding.evidence.push_back(EvidenceOf(facts, facts.start[entry]));
    }
    if (resolvers == 0) continue;
    // The shape of xz: a resolver in a privileged process whose authors never asked for the library.
    if (IsPrivileged(facts) && !library.is_named_by_program) finding.severity = Severity::kAmber;
    finding.because = Count(resolvers, "IFUNC resolver", "IFUNC resolvers") + " by way of " +
                      Join(ChainTo(facts, library.object), " -> ");
    finding.remedy = "halfsecond why " + ShellWord(facts.program) + " " + ShellWord(finding.subject);
    findings.push_back(std::move(finding));
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
  return {{kId, Answer::kNo, "IFUNC resolvers only in the C runtime", {}, Severity::kNote, facts.program, {}}};
}

}  // namespace

extern const Rule<LoadFacts> kForeignIfunc;
constinit const Rule<LoadFacts> kForeignIfunc{
    kId, "Does an object outside the C runtime make the loader call a resolver while it relocates?",
    "a resolver runs before every constructor, while other objects are not yet relocated; the xz backdoor entered "
    "through one",
    &Ask};

}  // namespace halfsecond::rules
