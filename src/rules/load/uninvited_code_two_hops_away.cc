// uninvited-code-two-hops-away
//
// Does a library that the program never named run code in it before main()?
//
// Why: nobody who reviews sshd reviews liblzma, and liblzma's start-up code runs as root in sshd all the same.
// Quiet about: direct dependencies (the program's authors chose those), the C runtime, and objects that only bring
// data. Known blind spot: dlopen() at run time; that is not before main(), and no file says it for certain.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "uninvited-code-two-hops-away";

std::vector<Finding> Ask(const LoadFacts& facts) {
  std::vector<Finding> findings;
  bool some_unknown = !facts.closure_complete;
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    some_unknown |= !library.is_certain;
    if (library.is_named_by_program || !library.is_certain) continue;
    Finding finding{kId, Answer::kYes, {}, {}, Severity::kNote, facts.objects[library.object].soname, {}};
    finding.because = DescribeUninvited(facts, library) + " by way of " + Join(ChainTo(facts, library.object), " -> ");
    for (const std::size_t entry : library.entries) finding.evidence.push_back(EvidenceOf(facts, facts.start[entry]));
    finding.remedy = "halfsecond why " + ShellWord(facts.program) + " " + ShellWord(finding.subject);
    findings.push_back(std::move(finding));
  }
  if (!findings.empty()) return findings;
  if (some_unknown) {
    return {{kId,
             Answer::kUnknown,
             "some needed libraries, or their start-up stubs, could not be found or read",
             {},
             Severity::kNote,
             facts.program,
             {}}};
  }
  return {{kId,
           Answer::kNo,
           "every library that runs code on load is named by the program itself",
           {},
           Severity::kNote,
           facts.program,
           {}}};
}

}  // namespace

extern const Rule<LoadFacts> kUninvitedCodeTwoHopsAway;
constinit const Rule<LoadFacts> kUninvitedCodeTwoHopsAway{
    kId, "Does a library that the program never named run code in it before main()?",
    "a shared library's start-up code runs in every process that maps it, called or not; who reviews the program does "
    "not review it",
    &Ask};

}  // namespace halfsecond::rules
