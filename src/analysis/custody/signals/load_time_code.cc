// load-time-code-by-newcomer: an IFUNC resolver, a constructor, an init array or an install hook that was not there.

#include <array>

#include "analysis/custody/contents.h"
#include "analysis/custody/path_class.h"

namespace halfsecond::custody {
namespace {

constexpr std::array<std::string_view, 6> kInCode{"ifunc",           "__ifunc__",   "constructor))",
                                                  "__constructor__", ".init_array", ".preinit_array"};
constexpr std::array<std::string_view, 3> kInPackage{"\"postinstall\"", "\"preinstall\"", "\"install\""};

template <std::size_t N>
std::string_view FirstNew(const LineChange& lines, const std::array<std::string_view, N>& words) {
  for (const std::string_view word : words) {
    if (CountWord(lines.added, word) > CountWord(lines.removed, word)) return word;
  }
  return {};
}

}  // namespace

void FindLoadTimeCode(const ContentChange& change, Verdict& verdict) {
  const bool is_package = change.path().ends_with("package.json");
  if (!is_package && (change.change.classes & kCodePath) == 0) return;
  const std::string_view word = is_package ? FirstNew(change.lines, kInPackage) : FirstNew(change.lines, kInCode);
  if (word.empty() || (change.change.classes & kTestPath) != 0) return;
  // In code the word counts where an attribute or a section is written, not where it is talked about.
  if (!is_package) {
    bool is_written = false;
    for (const std::string_view line : change.lines.added) {
      const bool is_attribute = line.find("__attribute__") != std::string_view::npos ||
                                line.find("section") != std::string_view::npos ||
                                line.find("[[gnu::") != std::string_view::npos;
      is_written = is_written || (HasWord(line, word) && is_attribute);
    }
    if (!is_written) return;
  }
  verdict.Tell(CustodyEventKind::kLoadTimeCode, std::string(word) + " in " + std::string(change.path()));
}

}  // namespace halfsecond::custody
