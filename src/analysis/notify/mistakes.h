// From what a supervisor saw to what is wrong. Pure: records in, findings out.

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "facts/finding.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::notify_check {

// The findings of all runs (`records`) of `program`, worst first (in the order of mistake_kinds.h), one for each cause.
std::vector<Finding> FindMistakes(std::string_view program, std::span<const supervise::RunRecord> records);

}  // namespace halfsecond::notify_check
