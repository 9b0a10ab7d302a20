#include "analysis/survey/work_pile.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <vector>

#include "analysis/survey/crew.h"

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::survey;  // NOLINT(google-build-using-namespace)

TEST_CASE("work that makes more work is all done, whoever makes it") {
  for (const std::size_t workers : {1U, 2U, 4U}) {
    Crew crew;
    crew.Start(workers);
    WorkPile<int> pile;
    pile.Put({12});
    std::atomic<int> done{0};
    crew.Run(crew.workers(), 1, [&](std::size_t, std::size_t, std::size_t) {
      pile.Serve([&](int depth) {
        ++done;
        if (depth > 0) pile.Put({depth - 1, depth - 1});
      });
    });
    CHECK(done == (2 << 12) - 1);
  }
}

TEST_CASE("a pile without work is served at once") {
  Crew crew;
  crew.Start(3);
  WorkPile<int> pile;
  std::atomic<int> done{0};
  crew.Run(crew.workers(), 1, [&](std::size_t, std::size_t, std::size_t) { pile.Serve([&](int) { ++done; }); });
  CHECK(done == 0);
}

TEST_CASE("what was put last is taken first, and in its order") {
  WorkPile<int> pile;
  pile.Put({1, 2});
  std::vector<int> order;
  pile.Serve([&](int job) {
    order.push_back(job);
    if (job == 1) pile.Put({10, 11});
  });
  CHECK(order == std::vector<int>{1, 10, 11, 2});
}
