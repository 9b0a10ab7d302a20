#include "facts/uninvited.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace halfsecond {

std::vector<UninvitedLibrary> UninvitedLibraries(const LoadFacts& facts) {
  std::map<std::size_t, UninvitedLibrary> by_object;
  for (std::size_t i = 0; i < facts.start.size(); ++i) {
    const StartEntry& entry = facts.start[i];
    if (entry.object == 0 || facts.objects[entry.object].is_runtime) continue;
    UninvitedLibrary& library = by_object[entry.object];
    if (library.entries.empty()) library.is_certain = false;
    library.object = entry.object;
    library.is_named_by_program = IsNamedByProgram(facts, entry.object);
    library.is_certain |= entry.certainty == StartCertainty::kRuns;
    library.entries.push_back(i);
  }
  std::vector<UninvitedLibrary> libraries;
  libraries.reserve(by_object.size());
  for (auto& [object, library] : by_object) libraries.push_back(std::move(library));
  return libraries;
}

std::string DescribeUninvited(const LoadFacts& facts, const UninvitedLibrary& library) {
  struct Word {
    StartHow how;
    std::string_view one;
    std::string_view many;
  };
  constexpr std::array kWords{
      Word{StartHow::kAudit, "audit library", "audit library functions"},
      Word{StartHow::kIfunc, "IFUNC resolver", "IFUNC resolvers"},
      Word{StartHow::kInitCall, "DT_INIT with a hidden call", "DT_INIT with hidden calls"},
      Word{StartHow::kInit, "DT_INIT", "DT_INIT"},
      Word{StartHow::kCtors, "constructor in .ctors", "constructors in .ctors"},
      Word{StartHow::kInitArray, "constructor", "constructors"},
  };
  if (!library.is_certain) return "start-up code, cannot tell whose";
  std::vector<std::string> parts;
  for (const Word& word : kWords) {
    const auto n = std::count_if(library.entries.begin(), library.entries.end(), [&](std::size_t entry) {
      return facts.start[entry].how == word.how && facts.start[entry].certainty == StartCertainty::kRuns;
    });
    if (n == 0) continue;
    const bool is_plain = n == 1 || word.one == word.many || word.how == StartHow::kInitCall;
    parts.push_back(is_plain ? std::string(n == 1 ? word.one : word.many)
                             : Count(static_cast<std::size_t>(n), word.one, word.many));
  }
  return Join(parts, ", ");
}

std::string DescribeWay(const LoadFacts& facts, std::size_t object) {
  const LoadedObject& library = facts.objects[object];
  if (library.found_by == FoundBy::kPreload || library.link_namespace != 0) {
    return library.found_in.empty() ? "loaded beside the program" : "by " + library.found_in;
  }
  if (IsNamedByProgram(facts, object)) return "named by " + facts.objects[0].soname;
  const std::vector<std::string> chain = ChainTo(facts, object);
  return chain.size() > 1 ? "by way of " + chain[1] : "loaded beside the program";
}

bool IsPrivileged(const LoadFacts& facts) {
  return std::any_of(facts.privileges.begin(), facts.privileges.end(),
                     [](const Privilege& p) { return p.kind != Privilege::Kind::kUnitAsUser; });
}

}  // namespace halfsecond
