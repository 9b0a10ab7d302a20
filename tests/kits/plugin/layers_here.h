// What this machine has of the walls. Where a container or an old kernel has no Landlock, a plug-in is refused unless
// its manifest allows for that: tests of anything else do.

#pragma once

#include <limits>

#include "kits/plugin/manifest.h"
#include "kits/plugin/walls.h"

namespace halfsecond::plugin::testing {

inline bool HasLandlock() {
  return walls::LandlockAbi(std::numeric_limits<int>::max()) > 0;
}

// The kit's own allowance, and Landlock where there is none.
inline LayerSet MayBeMissing() {
  const LayerSet usual = Manifest().may_be_missing;
  return HasLandlock() ? usual : usual.With(Layer::kLandlock);
}

}  // namespace halfsecond::plugin::testing
