// The time line before main(): which code of which object runs when, and what is not yet relocated at that moment.

#pragma once

#include "analysis/load/closure.h"
#include "facts/load.h"

namespace halfsecond::load {

// Fills facts.start and facts.timeline. REQUIRES: facts.objects and facts.init_order are those of `closure`.
void AddTimeline(const Closure& closure, LoadFacts& facts);

}  // namespace halfsecond::load
