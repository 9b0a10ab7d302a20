// writable-got
//
// Can code in this privileged program redirect its calls after start-up?
//
// Why: without RELRO and BIND_NOW the table of function addresses stays writable while the program runs; an overwritten
// entry, by a constructor or an exploit, redirects every later call. The xz backdoor rewrote one such entry.
// Quiet about: programs without power of their own; libraries (one line for the program says what to do).
// Known blind spot: writable function pointers elsewhere.

#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "writable-got";

std::vector<Finding> Ask(const LoadFacts& facts) {
  if (facts.linkage != Linkage::kDynamic || !IsPrivileged(facts)) {
    return {{kId, Answer::kNo, "no privileged dynamic program", {}, Severity::kNote, facts.program, {}}};
  }
  if (facts.objects.empty()) {
    return {{kId, Answer::kUnknown, "the program could not be read", {}, Severity::kNote, facts.program, {}}};
  }
  const LoadHardening& program = facts.objects[0].hardening;
  if (program.relro && program.bind_now) {
    return {{kId, Answer::kNo, "RELRO and BIND_NOW", {}, Severity::kNote, facts.program, {}}};
  }
  const std::string what = !program.relro ? "no RELRO: its table of function addresses stays writable"
                                          : "no BIND_NOW: its table of function addresses stays writable";
  return {{kId,
           Answer::kYes,
           what,
           {{facts.objects[0].path, 0, "", "readelf -dlW shows both"}},
           program.relro ? Severity::kNote : Severity::kAmber,
           facts.program,
           "link it with -Wl,-z,relro,-z,now"}};
}

}  // namespace

extern const Rule<LoadFacts> kWritableGot;
constinit const Rule<LoadFacts> kWritableGot{
    kId, "Can code in this privileged program redirect its calls after start-up?",
    "without RELRO and BIND_NOW the table of function addresses stays writable while the program runs", &Ask};

}  // namespace halfsecond::rules
