// weakened-check: in the build, the tests of every change or fuzzing, a newcomer with push switches off a sandbox, a
// sanitizer or a hardening.

#include <algorithm>
#include <array>

#include "analysis/custody/contents.h"

namespace halfsecond::custody {
namespace {

// What protects, and the words with which a line switches something off.
constexpr std::array<std::string_view, 7> kProtections{"sandbox",         "seccomp",   "landlock",       "sanitize",
                                                       "stack-protector", "hardening", "stack_protector"};
constexpr std::array<std::string_view, 10> kSwitches{"--disable-", "--without-", "-fno-", "=OFF", "=off",
                                                     "=no",        "=false",     "=0",    " -d ", "--no-"};

// A removed line that says one of these, and none added, weakens.
constexpr std::array<std::string_view, 6> kOn{"-fsanitize=",       "--enable-sandbox",  "-DENABLE_SANDBOX=ON",
                                              "-D_FORTIFY_SOURCE", "-fstack-protector", "--with-seccomp"};

bool Holds(std::string_view line, std::string_view text) {
  return line.find(text) != std::string_view::npos;
}

// Does the line switch off `protection`? A comment talks about it only.
bool SwitchesOff(std::string_view line, std::string_view protection) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos || line[start] == '#' || !Holds(line, protection)) return false;
  // "-fsanitize=address -d ifunc": what stands before the switch is not switched off by it.
  return std::any_of(kSwitches.begin(), kSwitches.end(), [&](std::string_view one) {
    const std::size_t at = line.find(one);
    if (at == std::string_view::npos) return false;
    return one.front() == '=' ? Holds(line.substr(0, at), protection) : Holds(line.substr(at), protection);
  });
}

std::size_t CountOff(const std::vector<std::string_view>& lines, std::string_view protection) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](std::string_view line) { return SwitchesOff(line, protection); }));
}

std::size_t CountText(const std::vector<std::string_view>& lines, std::string_view text) {
  std::size_t count = 0;
  for (const std::string_view line : lines) count += line.find(text) != std::string_view::npos ? 1U : 0U;
  return count;
}

}  // namespace

void FindWeakenedCheck(const ContentChange& change, Verdict& verdict) {
  if (!change.has_push) return;
  for (const std::string_view protection : kProtections) {
    if (CountOff(change.lines.added, protection) <= CountOff(change.lines.removed, protection)) continue;
    verdict.Tell(CustodyEventKind::kWeakenedCheck,
                 std::string(protection) + " switched off in " + std::string(change.path()));
    return;
  }
  for (const std::string_view on : kOn) {
    if (CountText(change.lines.removed, on) == 0 || CountText(change.lines.added, on) > 0) continue;
    if (change.after.find(on) != std::string_view::npos) continue;  // still there, elsewhere in the file
    verdict.Tell(CustodyEventKind::kWeakenedCheck, "no more " + std::string(on) + " in " + std::string(change.path()));
    return;
  }
}

}  // namespace halfsecond::custody
