// ignored-code-file: a newcomer has git ignore a file of code by its name, without a wildcard: it can then lie in a
// release archive and in nobody's review.

#include <algorithm>
#include <array>

#include "analysis/custody/contents.h"

namespace halfsecond::custody {
namespace {

// Not .cmake: CMake writes files of that name into the tree in every build.
constexpr std::array<std::string_view, 11> kCode{".c",  ".h",  ".cc", ".cpp", ".m4", ".sh",
                                                 ".py", ".pl", ".ac", ".S",   ".s"};

// What autotools and CMake make in every build.
constexpr std::array<std::string_view, 8> kMade{
    "aclocal.m4",        "config.h",    "cmake_install.cmake",     "CTestTestfile.cmake",
    "CPackConfig.cmake", "config.h.in", "CPackSourceConfig.cmake", "stamp-h"};

bool IsNamedCode(std::string_view line) {
  if (line.empty() || line.front() == '#' || line.front() == '!' ||
      line.find_first_of("*?[") != std::string_view::npos) {
    return false;
  }
  const std::string_view name = line.substr(line.rfind('/') == std::string_view::npos ? 0 : line.rfind('/') + 1);
  if (std::find(kMade.begin(), kMade.end(), name) != kMade.end()) return false;
  return std::any_of(kCode.begin(), kCode.end(),
                     [&](std::string_view ending) { return line.size() > ending.size() && line.ends_with(ending); });
}

}  // namespace

void FindIgnoredCodeFile(const ContentChange& change, Verdict& verdict) {
  for (const std::string_view line : change.lines.added) {
    if (!IsNamedCode(line)) continue;
    verdict.Tell(CustodyEventKind::kIgnoredCodeFile,
                 std::string(line.substr(0, 80)) + " in " + std::string(change.path()));
    return;
  }
}

}  // namespace halfsecond::custody
