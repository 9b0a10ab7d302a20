// uncalled-library
//
// Is a library loaded that nothing in the process binds to?
//
// Why: it costs start-up code, memory and trust, and gives nothing back that the loader could see.
// Quiet about: the C runtime; libraries from which any other object binds a symbol.
// Known blind spot: symbols looked up at run time (dlsym), and libraries loaded for their constructors alone.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/replaceable.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "uncalled-library";

std::vector<Finding> Ask(const ReplaceableFacts& facts) {
  std::vector<Finding> findings;
  for (const std::size_t object : facts.uncalled) {
    const LoadedObject& library = facts.load.objects[object];
    const bool has_requester = library.requested_by < facts.load.objects.size();
    const std::string& requester = has_requester ? facts.load.objects[library.requested_by].path : facts.load.program;
    findings.push_back({kId,
                        Answer::kYes,
                        "nothing binds to it; asked for by " + requester,
                        {{requester, library.requested_at_byte, "byte", library.soname}},
                        Severity::kNote,
                        library.soname,
                        "link " + requester + " with -Wl,--as-needed"});
  }
  if (!findings.empty()) return findings;
  if (!facts.is_complete) {
    return {
        {kId, Answer::kUnknown, "some symbol tables could not be read", {}, Severity::kNote, facts.load.program, {}}};
  }
  return {
      {kId, Answer::kNo, "every library is bound to by another object", {}, Severity::kNote, facts.load.program, {}}};
}

}  // namespace

extern const Rule<ReplaceableFacts> kUncalledLibrary;
constinit const Rule<ReplaceableFacts> kUncalledLibrary{
    kId, "Is a library loaded that nothing in the process binds to?",
    "it costs start-up code, memory and trust, and gives nothing back that the loader can see", &Ask};

}  // namespace halfsecond::rules
