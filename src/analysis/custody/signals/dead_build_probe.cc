// dead-build-probe: what a build asks the compiler, made so that no compiler can say yes.
//
// A line of a probe's source that holds one mark and nothing else, where C has no place for it: the build then silently
// goes on without the feature.

#include "analysis/custody/contents.h"

namespace halfsecond::custody {
namespace {

bool IsStray(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t+");
  if (start == std::string_view::npos) return false;
  const std::string_view text = line.substr(start, line.find_last_not_of(" \t\r") - start + 1);
  return text.size() == 1 && std::string_view(".,:?!&|^%~@$`").find(text[0]) != std::string_view::npos;
}

// Is the line inside the source of a probe: after a call that takes C, with an #include or a brace around it?
bool IsInProbe(std::string_view text, std::string_view line) {
  const auto at = static_cast<std::size_t>(line.data() - text.data());
  const std::string_view above = text.substr(at > 2000 ? at - 2000 : 0, at > 2000 ? 2000 : at);
  std::size_t probe = std::string_view::npos;
  for (const std::string_view call : {"_source_compiles", "_SOURCE_COMPILES", "_source_runs", "AC_LANG_PROGRAM",
                                      "AC_LANG_SOURCE", ".compiles(", ".links("}) {
    const std::size_t found = above.rfind(call);
    if (found != std::string_view::npos && (probe == std::string_view::npos || found > probe)) probe = found;
  }
  return probe != std::string_view::npos && above.substr(probe).find("#include") != std::string_view::npos;
}

}  // namespace

void FindDeadBuildProbe(const ContentChange& change, Events& events) {
  for (const std::string_view line : change.lines.added) {
    if (!IsStray(line) || !IsInProbe(change.after, line)) continue;
    change.Tell(
        events, CustodyEventKind::kDeadBuildProbe,
        "a line of a probe's source is \"" + std::string(line.substr(0, 8)) + "\" in " + std::string(change.path()));
    return;
  }
}

}  // namespace halfsecond::custody
