// What is said over a whole run, and which descriptors are held: the parts of FindMistakes that are long.

#pragma once

#include "analysis/notify/collect.h"

namespace halfsecond::notify_check {

// Messages one by one, and the order they come in.
void JudgeConversation(const supervise::RunRecord& run, Collector& out);

// WATCHDOG=1 in time when asked for, and not when another process is asked.
void JudgePings(const Runs& runs, Collector& out);

// Close-on-exec, descriptors left open, and descriptors that are another process's.
void JudgeDescriptors(const Runs& runs, Collector& out);

}  // namespace halfsecond::notify_check
