#include "analysis/load/chains.h"

#include <algorithm>
#include <limits>

namespace halfsecond::load {
namespace {

constexpr std::size_t kFar = static_cast<std::size_t>(-1);

// Requests from the program to each object; kFar where none leads.
std::vector<std::size_t> Distances(const LoadFacts& facts) {
  std::vector<std::size_t> distance(facts.objects.size(), kFar);
  std::vector<std::size_t> queue{0};
  distance[0] = 0;
  for (std::size_t at = 0; at < queue.size(); ++at) {
    for (const std::size_t need : facts.objects[queue[at]].needs) {
      if (distance[need] != kFar) continue;
      distance[need] = distance[queue[at]] + 1;
      queue.push_back(need);
    }
  }
  return distance;
}

// The objects nearer to the program than `target`, the farthest first.
std::vector<std::size_t> NearerThan(const std::vector<std::size_t>& distance, std::size_t target) {
  std::vector<std::size_t> nearer;
  for (std::size_t i = 0; i < distance.size(); ++i) {
    if (distance[i] < distance[target]) nearer.push_back(i);
  }
  std::stable_sort(nearer.begin(), nearer.end(),
                   [&](std::size_t a, std::size_t b) { return distance[a] > distance[b]; });
  return nearer;
}

}  // namespace

std::vector<std::vector<std::size_t>> ShortestChains(const LoadFacts& facts, std::size_t target, std::size_t most,
                                                     std::uint64_t& total) {
  total = 0;
  std::vector<std::vector<std::size_t>> chains;
  const std::vector<std::size_t> distance = Distances(facts);
  if (target >= distance.size() || distance[target] == kFar) return chains;

  // ways[x]: shortest chains from x to the target, computed from the target's side inwards.
  std::vector<std::uint64_t> ways(facts.objects.size(), 0);
  ways[target] = 1;
  const auto leads_on = [&](std::size_t from, std::size_t to) {
    return ways[to] != 0 && distance[to] == distance[from] + 1;
  };
  for (const std::size_t object : NearerThan(distance, target)) {
    for (const std::size_t need : facts.objects[object].needs) {
      if (!leads_on(object, need)) continue;
      const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - ways[object];
      ways[object] += std::min(room, ways[need]);
    }
  }
  total = ways[0];

  std::vector<std::vector<std::size_t>> open{{0}};
  while (!open.empty() && chains.size() < most) {
    const std::vector<std::size_t> chain = std::move(open.back());
    open.pop_back();
    if (chain.back() == target) {
      chains.push_back(chain);
      continue;
    }
    const auto& needs = facts.objects[chain.back()].needs;
    for (std::size_t i = needs.size(); i-- > 0;) {
      if (!leads_on(chain.back(), needs[i])) continue;
      open.push_back(chain);
      open.back().push_back(needs[i]);
    }
  }
  return chains;
}

}  // namespace halfsecond::load
