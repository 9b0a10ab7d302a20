#include "analysis/survey/crew.h"

#include <doctest/doctest.h>

#include <atomic>
#include <vector>

using halfsecond::survey::Crew;

TEST_CASE("every piece of work is done once, whoever does it") {
  for (const std::size_t workers : {1U, 2U, 4U}) {
    Crew crew;
    crew.Start(workers);
    CHECK(crew.workers() == workers);
    std::vector<std::atomic<int>> done(1'000);
    for (int round = 0; round < 50; ++round) {
      crew.Run(done.size(), 7, [&](std::size_t worker, std::size_t begin, std::size_t end) {
        CHECK(worker < workers);
        for (std::size_t i = begin; i < end; ++i) ++done[i];
      });
    }
    std::size_t wrong = 0;
    for (const auto& count : done) wrong += count == 50 ? 0U : 1U;
    CHECK(wrong == 0);
  }
}

TEST_CASE("no work is done at once") {
  Crew crew;
  crew.Start(3);
  std::atomic<int> calls{0};
  crew.Run(0, 1, [&](std::size_t, std::size_t, std::size_t) { ++calls; });
  CHECK(calls == 0);
}
