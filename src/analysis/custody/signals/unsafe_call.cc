// unsafe-call: a line with a checked call went, and a line with its unchecked counterpart came in its place. Told of
// newcomers in their first year.

#include <array>

#include "analysis/custody/contents.h"

namespace halfsecond::custody {
namespace {

struct Family {
  std::string_view name;
  std::string_view checked;
  std::string_view unchecked;
};

// The calls that look alike and differ in what they check.
constexpr std::array kFamilies{
    Family{"printf", "safe_fprintf", "fprintf"},
    Family{"printf", "snprintf", "sprintf"},
    Family{"printf", "vsnprintf", "vsprintf"},
    Family{"string", "strlcpy", "strcpy"},
    Family{"string", "strncpy", "strcpy"},
    Family{"string", "strscpy", "strcpy"},
    Family{"string", "strlcat", "strcat"},
    Family{"string", "strncat", "strcat"},
    Family{"string", "fgets", "gets"},
    Family{"memory", "explicit_bzero", "memset"},
    Family{"memory", "explicit_bzero", "bzero"},
    Family{"memory", "memset_s", "memset"},
    Family{"memory", "reallocarray", "realloc"},
    Family{"random", "getrandom", "rand"},
    Family{"random", "arc4random", "rand"},
    Family{"random", "arc4random", "random"},
    Family{"random", "RAND_bytes", "rand"},
    Family{"verification", "CRYPTO_memcmp", "memcmp"},
    Family{"verification", "timingsafe_bcmp", "memcmp"},
    Family{"verification", "timingsafe_bcmp", "bcmp"},
    Family{"verification", "SSL_VERIFY_PEER", "SSL_VERIFY_NONE"},
    Family{"temporary file", "mkstemp", "mktemp"},
    Family{"temporary file", "mkstemp", "tmpnam"},
    Family{"temporary file", "mkdtemp", "mktemp"},
};

// What stands in the outermost brackets after `call`: "stderr, name" of "f(stderr, name);".
std::string_view ArgumentsOf(std::string_view line, std::string_view call) {
  const std::size_t at = line.find(call);
  const std::size_t open = at == std::string_view::npos ? at : line.find('(', at);
  return open == std::string_view::npos ? std::string_view() : line.substr(open + 1);
}

// The first argument: what is written to, or copied from. Two calls that share it are one call that changed.
std::string_view FirstArgument(std::string_view arguments) {
  return arguments.substr(0, arguments.find_first_of(",)"));
}

// A removed line with the checked call, and an added one with the unchecked call on the same first argument.
bool IsReplaced(const LineChange& lines, const Family& family, std::string_view& shown) {
  for (const std::string_view added : lines.added) {
    if (!HasWord(added, family.unchecked)) continue;
    const std::string_view target = FirstArgument(ArgumentsOf(added, family.unchecked));
    for (const std::string_view removed : lines.removed) {
      if (!HasWord(removed, family.checked)) continue;
      if (FirstArgument(ArgumentsOf(removed, family.checked)) != target) continue;
      shown = added;
      return true;
    }
  }
  return false;
}

std::string_view WithoutIndent(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string_view() : line.substr(start);
}

}  // namespace

void FindUnsafeCall(const ContentChange& change, Verdict& verdict) {
  if (!change.is_first_year || change.before.empty()) return;
  for (const Family& family : kFamilies) {
    const std::size_t checked_before = CountWord(change.lines.removed, family.checked);
    if (checked_before <= CountWord(change.lines.added, family.checked)) continue;
    if (CountWord(change.lines.added, family.unchecked) <= CountWord(change.lines.removed, family.unchecked)) continue;
    std::string_view shown;
    if (!IsReplaced(change.lines, family, shown)) continue;
    verdict.Tell(CustodyEventKind::kUnsafeCall,
                 std::string(family.checked) + " became " + std::string(family.unchecked) + " in " +
                     std::string(change.path()) + ": " + std::string(WithoutIndent(shown).substr(0, 80)));
    return;
  }
}

}  // namespace halfsecond::custody
