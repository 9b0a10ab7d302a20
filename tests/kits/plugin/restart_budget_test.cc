#include "kits/plugin/restart_budget.h"

#include <doctest/doctest.h>

using namespace halfsecond::plugin;    // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

TEST_CASE("failures within the budget cost nothing, those beyond it pauses that double up to a limit") {
  RestartBudget budget({.free = 2, .window = 60s, .first_pause = 50ms, .longest_pause = 150ms});
  const Clock::time_point now{};
  budget.Failed(now);
  budget.Failed(now);
  CHECK(budget.Pause(now) == 0ms);
  budget.Failed(now);
  CHECK(budget.Pause(now) == 50ms);
  CHECK(budget.Pause(now + 50ms) == 0ms);
  budget.Failed(now + 50ms);
  CHECK(budget.Pause(now + 50ms) == 100ms);
  budget.Failed(now + 150ms);
  CHECK(budget.Pause(now + 150ms) == 150ms);
}

TEST_CASE("failures are forgotten after the window") {
  RestartBudget budget({.free = 1, .window = 1s, .first_pause = 50ms, .longest_pause = 1s});
  const Clock::time_point now{};
  budget.Failed(now);
  budget.Failed(now + 100ms);
  CHECK(budget.Pause(now + 100ms) == 50ms);
  budget.Failed(now + 5s);
  CHECK(budget.Pause(now + 5s) == 0ms);
}
