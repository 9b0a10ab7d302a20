// one-function-dependency
//
// Does the program name a library for one or two functions, and pay with more libraries than that?
//
// Why: sshd named libsystemd for two functions and got seven libraries, three of which run code before main; one was
// liblzma.
// Quiet about: libraries that would stay for another's sake, and those that come alone.
// Known blind spot: how much work the one function saves; a codec's one function is no small thing.

#include "base/text.h"
#include "facts/finding.h"
#include "facts/replaceable.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "one-function-dependency";
constexpr std::size_t kMostSymbols = 2;
constexpr std::size_t kFewestLibraries = 2;  // that go with it
constexpr std::size_t kMostNamed = 7;        // of these, in the sentence

// The first names of a list that may be long.
std::string SomeOf(std::vector<std::string> names) {
  const std::size_t more = names.size() > kMostNamed ? names.size() - kMostNamed : 0;
  names.resize(names.size() - more);
  return Join(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

std::vector<Finding> Ask(const ReplaceableFacts& facts) {
  std::vector<Finding> findings;
  for (const EdgeFacts& edge : facts.edges) {
    if (edge.symbols.empty() || edge.symbols.size() > kMostSymbols || edge.removed.size() < kFewestLibraries) continue;
    Finding finding{kId, Answer::kYes, {}, {}, Severity::kNote, edge.soname, {}};
    finding.because = Join(edge.symbols, ", ") + " for " + Count(edge.removed.size(), "library", "libraries") + ": " +
                      SomeOf(edge.removed);
    finding.evidence.push_back({facts.load.program, edge.at_byte, "byte", edge.soname});
    finding.remedy = edge.remedy.empty() ? "halfsecond replaceable " + ShellWord(facts.load.program) : edge.remedy;
    if (IsPrivileged(facts.load) && edge.removed_uninvited > 0) finding.severity = Severity::kAmber;
    findings.push_back(std::move(finding));
  }
  if (!findings.empty()) return findings;
  if (!facts.is_complete) {
    return {
        {kId, Answer::kUnknown, "some symbol tables could not be read", {}, Severity::kNote, facts.load.program, {}}};
  }
  return {{kId,
           Answer::kNo,
           "no library is there for one or two functions at the price of others",
           {},
           Severity::kNote,
           facts.load.program,
           {}}};
}

}  // namespace

extern const Rule<ReplaceableFacts> kOneFunctionDependency;
constinit const Rule<ReplaceableFacts> kOneFunctionDependency{
    kId, "Does the program name a library for one or two functions, and pay with more libraries than that?",
    "sshd named libsystemd for two functions and got seven libraries, one of them liblzma", &Ask};

}  // namespace halfsecond::rules
