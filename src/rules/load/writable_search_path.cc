// writable-search-path
//
// May someone other than root put a library into a directory that the loader searches first?
//
// Why: whoever can write there chooses the code that runs in the program, before main().
// Quiet about: directories that only root can write to and create, and the loader's own built-in ones.
// Known blind spot: access control lists and mounts that change later.

#include "facts/finding.h"
#include "facts/uninvited.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "writable-search-path";

Severity SeverityOf(const LoadFacts& facts, SearchDirectory::Risk risk) {
  const bool by_anyone =
      risk == SearchDirectory::Risk::kWritableByOthers || risk == SearchDirectory::Risk::kCreatableByOthers;
  if (IsPrivileged(facts)) return by_anyone ? Severity::kRed : Severity::kAmber;
  return by_anyone ? Severity::kAmber : Severity::kNote;
}

std::vector<Finding> Ask(const LoadFacts& facts) {
  std::vector<Finding> findings;
  for (const SearchDirectory& directory : facts.risky_directories) {
    const bool from_object = directory.object < facts.objects.size();
    const std::string where = from_object ? facts.objects[directory.object].path : "LD_LIBRARY_PATH";
    findings.push_back({kId,
                        Answer::kYes,
                        directory.directory + " " + directory.detail + ", searched for " + where,
                        {{where, 0, "", directory.as_written}},
                        SeverityOf(facts, directory.risk),
                        directory.directory,
                        from_object ? "remove the entry: chrpath or patchelf, or ask the package's maintainer"
                                    : "unset LD_LIBRARY_PATH"});
  }
  if (!findings.empty()) return findings;
  if (!facts.closure_complete) {
    return {{kId,
             Answer::kUnknown,
             "objects that could not be found or read may name more directories",
             {},
             Severity::kNote,
             facts.program,
             {}}};
  }
  return {
      {kId, Answer::kNo, "only root can write to the directories searched", {}, Severity::kNote, facts.program, {}}};
}

}  // namespace

extern const Rule<LoadFacts> kWritableSearchPath;
constinit const Rule<LoadFacts> kWritableSearchPath{
    kId, "May someone other than root put a library into a directory that the loader searches?",
    "whoever can write to a search directory chooses code that runs in the program before main()", &Ask};

}  // namespace halfsecond::rules
