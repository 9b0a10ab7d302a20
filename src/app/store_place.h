// Where this user's stores are, by our own environment.

#pragma once

#include <cstdlib>
#include <string>

#include "analysis/store/place.h"

namespace halfsecond::app {

// The place of the store `file`. Errors: as store::Find.
inline Result<store::Place> PlaceOfStore(const std::string& file) {
  const auto value = [](const char* name) {
    const char* set = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread, before any other
    return std::string(set == nullptr ? "" : set);
  };
  return store::Find(file, value("XDG_CACHE_HOME"), value("HOME"));
}

}  // namespace halfsecond::app
