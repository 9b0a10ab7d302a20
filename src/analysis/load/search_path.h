// Search paths: the strings of RPATH, RUNPATH, LD_LIBRARY_PATH and musl's path file, taken apart as each loader does.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/load/loader_profile.h"

namespace halfsecond::load {

struct SearchElement {
  std::string directory;   // expanded, with a trailing slash; "" is the working directory, as glibc spells it
  std::string as_written;  // one element of the path, before expansion
};

// Who may be trusted to have chosen the value of $ORIGIN (glibc: __libc_enable_secure and l_type).
enum class Trust : std::uint8_t { kNormal, kSecureLibrary, kSecureProgram };

struct ExpansionContext {
  std::string origin;  // the directory of the object whose string it is; "" when it cannot be known
  Trust trust = Trust::kNormal;
};

// `text` with $ORIGIN, $LIB and $PLATFORM (braces allowed) replaced; unknown tokens stay. Nothing when a known token
// has no value, or when $ORIGIN may not be used: the loader then drops the whole path. glibc, elf/dl-load.c.
std::optional<std::string> ExpandTokens(std::string_view text, const LoaderProfile& profile,
                                        const ExpansionContext& context);

// The elements of `path`, split at any of `separators`, without repetitions, in glibc's way: an empty element is the
// working directory, one that expands to nothing is dropped.
std::vector<SearchElement> SplitGlibcPath(std::string_view path, std::string_view separators,
                                          const LoaderProfile& profile, const ExpansionContext& context);

// The same in musl's way: only $ORIGIN is known, any other token voids the whole path; empty elements are skipped.
std::vector<SearchElement> SplitMuslPath(std::string_view path, const ExpansionContext& context);

}  // namespace halfsecond::load
