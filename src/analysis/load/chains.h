// Why a library is there: the shortest ways from the program to it.

#pragma once

#include <cstddef>
#include <vector>

#include "facts/load.h"

namespace halfsecond::load {

// Every shortest chain of requests from the program to objects[target], each as indexes, program first; at most `most`
// of them, in the order of the needs. `total` becomes how many there are in all (saturating). Empty when no chain leads
// there: a preload or an audit library.
std::vector<std::vector<std::size_t>> ShortestChains(const LoadFacts& facts, std::size_t target, std::size_t most,
                                                     std::uint64_t& total);

}  // namespace halfsecond::load
