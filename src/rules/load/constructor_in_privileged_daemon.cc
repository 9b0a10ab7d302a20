// constructor-in-privileged-daemon
//
// Does third-party start-up code run in a program with more power than its caller?
//
// Why: a constructor in a root daemon runs as root, with the daemon's sockets and keys, before the daemon has dropped
// anything.
// Quiet about: programs that run with their caller's power only; the C runtime.
// Known blind spot: units that are generated at boot, and privileges given by a wrapper or a container's manager.

#include <algorithm>

#include "base/text.h"
#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "constructor-in-privileged-daemon";

std::string PrivilegesOf(const LoadFacts& facts) {
  std::vector<std::string> reasons;
  for (const Privilege& privilege : facts.privileges) {
    if (privilege.kind != Privilege::Kind::kUnitAsUser) reasons.push_back(privilege.because);
  }
  return Join(reasons, ", ");
}

std::vector<Finding> Ask(const LoadFacts& facts) {
  if (!IsPrivileged(facts)) {
    return {{kId,
             Answer::kNo,
             "no unit, set-uid bit or capability gives it power of its own",
             {},
             Severity::kNote,
             facts.program,
             {}}};
  }
  std::vector<Finding> findings;
  bool some_unknown = !facts.closure_complete;
  for (const UninvitedLibrary& library : UninvitedLibraries(facts)) {
    some_unknown |= !library.is_certain;
    if (!library.is_certain) continue;
    Finding finding{kId, Answer::kYes, {}, {}, Severity::kNote, facts.objects[library.object].soname, {}};
    finding.because = DescribeUninvited(facts, library) + " in " + facts.program + " (" + PrivilegesOf(facts) + "), " +
                      DescribeWay(facts, library.object);
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
           "no third-party library runs code in it before main()",
           {},
           Severity::kNote,
           facts.program,
           {}}};
}

}  // namespace

extern const Rule<LoadFacts> kConstructorInPrivilegedDaemon;
constinit const Rule<LoadFacts> kConstructorInPrivilegedDaemon{
    kId, "Does third-party start-up code run in a program with more power than its caller?",
    "a constructor in a root daemon runs as root before the daemon has dropped anything", &Ask};

}  // namespace halfsecond::rules
