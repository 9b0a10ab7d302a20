#include "analysis/load/chains.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

using Chains = std::vector<std::vector<std::size_t>>;

// Objects with these needs, the program first.
LoadFacts Graph(const Chains& needs) {
  LoadFacts facts;
  for (const auto& own : needs) {
    LoadedObject object;
    object.needs = own;
    facts.objects.push_back(object);
  }
  return facts;
}

struct Found {
  Chains chains;
  std::uint64_t total = 99;
};

Found Find(const LoadFacts& facts, std::size_t target, std::size_t most = 64) {
  Found found;
  found.chains = load::ShortestChains(facts, target, most, found.total);
  return found;
}

}  // namespace

TEST_CASE("the chain to a library two hops away goes by the one that names it") {
  const Found found = Find(Sshd(), kLiblzma);
  CHECK(found.chains == Chains{{kSshd, kLibsystemd, kLiblzma}});
  CHECK(found.total == 1);
}

TEST_CASE("what the program names itself is one hop away, whoever else names it") {
  CHECK(Find(Sshd(), kLibc).chains == Chains{{kSshd, kLibc}});
  CHECK(Find(Sshd(), kLibc).total == 1);
}

TEST_CASE("every shortest chain is given, in the order of the needs; longer ones are not") {
  const LoadFacts diamond = Graph({{1, 2, 3}, {4}, {4}, {5}, {}, {4}});
  CHECK(Find(diamond, 4).chains == Chains{{0, 1, 4}, {0, 2, 4}});
  CHECK(Find(diamond, 4).total == 2);
}

TEST_CASE("the program is its own chain") {
  CHECK(Find(Sshd(), kSshd).chains == Chains{{kSshd}});
}

TEST_CASE("a preload that nobody names has no chain, and neither has an object that is not there") {
  CHECK(Find(Sshd(), kLoader).chains.empty());
  CHECK(Find(Sshd(), kLoader).total == 0);
  CHECK(Find(Sshd(), 1000).chains.empty());
}

TEST_CASE("libraries that name each other in a circle end") {
  const LoadFacts circle = Graph({{1}, {2, 0}, {1, 3}, {2}});
  CHECK(Find(circle, 3).chains == Chains{{0, 1, 2, 3}});
}

TEST_CASE("of more chains than there are numbers some are given and the count stands still") {
  // 70 layers of two objects, each naming both of the next: 2^69 shortest chains and more.
  Chains needs{{1, 2}};
  for (std::size_t layer = 0; layer < 70; ++layer) {
    const std::size_t next = 3 + 2 * layer;
    needs.push_back({next, next + 1});
    needs.push_back({next, next + 1});
  }
  needs.push_back({});
  needs.push_back({});
  const Found found = Find(Graph(needs), needs.size() - 1, 5);
  CHECK(found.chains.size() == 5);
  CHECK(found.total == std::numeric_limits<std::uint64_t>::max());
}
