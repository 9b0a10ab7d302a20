// Where the store is, and whether it is ours to believe.

#pragma once

#include <cstdint>
#include <string>

#include "base/limits.h"
#include "base/result.h"

namespace halfsecond::store {

struct Place {
  std::string directory;
  std::string file;                                   // may not be there yet
  std::uint64_t most_bytes = limits::kMaxStoreBytes;  // of what is kept there
};

// The place of the file `name`: /var/cache/halfsecond for root, else halfsecond below `xdg_cache_home` (when absolute)
// or below .cache in `home`. Makes the directory when it is not there. Errors: kNotFound (no home), kIo (cannot be
// made), kUnsupported: it, or the file in it, belongs to another user, can be written by others, or is no plain
// directory or file: what others wrote is not believed.
Result<Place> Find(const std::string& name, const std::string& xdg_cache_home, const std::string& home);

}  // namespace halfsecond::store
