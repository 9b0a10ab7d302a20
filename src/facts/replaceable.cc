#include "facts/replaceable.h"

#include <tuple>

namespace halfsecond {

const EdgeFacts* CheapestCut(const ReplaceableFacts& facts) {
  const EdgeFacts* best = nullptr;
  // Libraries that go for each symbol to be replaced, one more so that "none" is finite; then start-up code that goes.
  const auto gain = [](const EdgeFacts& edge) {
    return std::tuple(static_cast<double>(edge.removed.size()) / static_cast<double>(edge.symbols.size() + 1),
                      edge.removed_uninvited);
  };
  for (const EdgeFacts& edge : facts.edges) {
    if (edge.removed.empty()) continue;
    if (best == nullptr || gain(edge) > gain(*best)) best = &edge;
  }
  return best;
}

}  // namespace halfsecond
