// dpkg's diversions (var/lib/dpkg/diversions): files that one package, or the administrator, made all others put
// elsewhere. Three lines each: the path, where it goes instead, and who may keep it.

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::deb {

// Views into the file's bytes.
struct Diversion {
  std::string_view path;     // "/bin/sh"
  std::string_view instead;  // where the file of every other package stands: "/bin/sh.distrib"
  std::string_view keeper;   // the package whose own file stays at `path`; empty for the administrator's (":")
};

struct Diversions {
  std::vector<Diversion> diversions;  // in file order
  std::optional<Error> damage;        // why reading stopped early, if it did; triples cannot be found again after it
};

// The diversions of a system; an empty file has none. dpkg-divert(1) and dpkg's lib/dpkg/db-fsys-divert.c.
Diversions ReadDiversions(Bytes file);

}  // namespace halfsecond::deb
