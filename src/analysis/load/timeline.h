// The time line before main(): which code of which object runs when, and what is not yet relocated at that moment.

#pragma once

#include <cstdint>

#include "analysis/load/closure.h"
#include "facts/load.h"

namespace halfsecond::load {

// How much is told of what runs.
enum class StartDetail : std::uint8_t {
  kAll,
  // For those who count: of the functions only those of third-party libraries, without their names; no time line; and
  // of what the cache gave only that it did.
  kThirdParty,
  // Of those who ask for names alone: nothing of what runs, and of what the cache gave only that it did.
  kNothing,
};

// Fills facts.start and facts.timeline. REQUIRES: facts.objects and facts.init_order are those of `closure`.
void AddTimeline(const Closure& closure, LoadFacts& facts, StartDetail detail);

}  // namespace halfsecond::load
