#include "facts/load.h"

#include <algorithm>

#include "base/limits.h"

namespace halfsecond {

std::string_view FoundByName(FoundBy found_by) {
  switch (found_by) {
    case FoundBy::kProgram:
      return "program";
    case FoundBy::kInterpreter:
      return "interpreter";
    case FoundBy::kPath:
      return "path";
    case FoundBy::kRpath:
      return "rpath";
    case FoundBy::kRunpath:
      return "runpath";
    case FoundBy::kLibraryPath:
      return "LD_LIBRARY_PATH";
    case FoundBy::kCache:
      return "cache";
    case FoundBy::kDefault:
      return "default";
    case FoundBy::kPreload:
      return "preload";
    case FoundBy::kReserved:
      return "libc";
  }
  return "default";
}

std::string_view StartHowName(StartHow how) {
  switch (how) {
    case StartHow::kAudit:
      return "audit library";
    case StartHow::kIfunc:
      return "IFUNC resolver";
    case StartHow::kPreinitArray:
      return "DT_PREINIT_ARRAY";
    case StartHow::kInit:
      return "DT_INIT";
    case StartHow::kInitCall:
      return "DT_INIT with a hidden call";
    case StartHow::kCtors:
      return ".ctors";
    case StartHow::kInitArray:
      return "DT_INIT_ARRAY";
  }
  return "DT_INIT_ARRAY";
}

Evidence EvidenceOf(const LoadFacts& facts, const StartEntry& entry) {
  return {facts.objects[entry.object].path, entry.at_byte, "byte", std::string(entry.quote)};
}

std::vector<std::string> ChainTo(const LoadFacts& facts, std::size_t index) {
  std::vector<std::string> chain;
  for (std::size_t at = index; at < facts.objects.size() && chain.size() <= facts.objects.size();
       at = facts.objects[at].requested_by) {
    chain.push_back(facts.objects[at].soname);
  }
  // A preload has no requester; it stands in the program's process all the same.
  if (index != 0 && !facts.objects.empty() && (chain.empty() || chain.back() != facts.objects[0].soname)) {
    chain.push_back(facts.objects[0].soname);
  }
  std::reverse(chain.begin(), chain.end());
  if (chain.size() <= limits::kMaxChainNames) return chain;
  // A chain that nobody reads to its end: both ends of it, or a hostile one would fill the memory.
  const auto middle = chain.begin() + limits::kMaxChainNames / 2;
  *middle = "...";
  chain.erase(middle + 1, chain.end() - (limits::kMaxChainNames / 2 - 1));
  return chain;
}

bool IsNamedByProgram(const LoadFacts& facts, std::size_t index) {
  if (facts.objects.empty()) return false;
  const auto& direct = facts.objects[0].needs;
  return std::find(direct.begin(), direct.end(), index) != direct.end();
}

}  // namespace halfsecond
