// missing-library
//
// Would the loader refuse to start the program?
//
// Why: a library, or a version of its symbols, that is not there keeps the program from starting, and an empty place in
// a search path is one that somebody else may fill.
// Quiet about: auxiliary filters and preloads, which the loader does without; files of another machine, which nobody
// starts here (a cross toolchain's).
// Known blind spot: libraries that the program itself puts into place before it starts another.

#include <utility>

#include "base/text.h"
#include "facts/finding.h"
#include "facts/load.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "missing-library";

std::string Requester(const LoadFacts& facts, std::size_t object) {
  return object < facts.objects.size() ? facts.objects[object].path : facts.program;
}

std::vector<Finding> Ask(const LoadFacts& facts) {
  // A library alone may rely on what the program that loads it brings: worth knowing, no alarm.
  const bool is_started_here = facts.linkage != Linkage::kLibrary && !facts.is_of_another_machine;
  const Severity severity = is_started_here ? Severity::kAmber : Severity::kNote;
  std::vector<Finding> findings;
  for (const MissingLibrary& missing : facts.missing) {
    if (!missing.is_fatal) continue;
    const std::string requester = Requester(facts, missing.requested_by);
    findings.push_back({kId,
                        Answer::kYes,
                        missing.soname + ": " + missing.because + ", needed by " + requester,
                        {{requester, missing.requested_at_byte, "byte", missing.soname}},
                        severity,
                        missing.soname,
                        missing.looked_in.empty() ? "" : "looked in " + Join(missing.looked_in, ", ")});
  }
  for (const MissingVersion& missing : facts.missing_versions) {
    const std::string& library = facts.objects[missing.in_object].path;
    const std::string requester = Requester(facts, missing.needed_by);
    std::string because = "version " + missing.version;
    because.append(" is missing in ").append(library).append(", needed by ").append(requester);
    findings.push_back({kId,
                        Answer::kYes,
                        std::move(because),
                        {{requester, missing.at_byte, "byte", missing.version}},
                        severity,
                        library,
                        ""});
  }
  if (!findings.empty()) return findings;
  if (!facts.damages.empty()) {
    return {{kId, Answer::kUnknown, "some files are damaged", {}, Severity::kNote, facts.program, {}}};
  }
  return {{kId, Answer::kNo, "every library and version is there", {}, Severity::kNote, facts.program, {}}};
}

}  // namespace

extern const Rule<LoadFacts> kMissingLibrary;
constinit const Rule<LoadFacts> kMissingLibrary{
    kId, "Would the loader refuse to start the program?",
    "a library that is not there keeps the program from starting, and its empty place is one somebody else may fill",
    &Ask};

}  // namespace halfsecond::rules
