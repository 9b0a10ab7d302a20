// dead-build-probe: what a build asks the compiler, made so that no compiler can say yes.
//
// A line of a probe's source that holds one mark and nothing else, where C has no place for it: the build then silently
// goes on without the feature.

#include <algorithm>
#include <functional>

#include "analysis/custody/build_probe.h"
#include "analysis/custody/contents.h"

namespace halfsecond::custody {
namespace {

// The one mark of a line that has no other; 0 when there is more, or when C may have a line of it.
char StrayMark(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) return 0;
  const std::string_view text = line.substr(start, line.find_last_not_of(" \t\r") - start + 1);
  return text.size() == 1 && std::string_view(".:?!&|^%~@$`").find(text[0]) != std::string_view::npos ? text[0] : '\0';
}

bool Contains(std::string_view outer, std::string_view inner) {
  const std::less_equal<const char*> not_after;
  return not_after(outer.data(), inner.data()) && not_after(inner.data() + inner.size(), outer.data() + outer.size());
}

}  // namespace

void FindDeadBuildProbe(const ContentChange& change, Events& events) {
  if (std::none_of(change.lines.added.begin(), change.lines.added.end(), &StrayMark)) return;
  const auto sources = ProbeSources(change.after);
  for (const std::string_view line : change.lines.added) {
    const char mark = StrayMark(line);
    const bool is_inside = mark != 0 && std::any_of(sources.begin(), sources.end(),
                                                    [&](std::string_view source) { return Contains(source, line); });
    if (!is_inside) continue;
    change.Tell(events, CustodyEventKind::kDeadBuildProbe,
                std::string("a line of a probe's source is a lone \"") + mark + "\" in " + std::string(change.path()));
    return;
  }
}

}  // namespace halfsecond::custody
