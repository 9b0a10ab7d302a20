// How often a failing plug-in is started again. Pure: the caller says what time it is.

#pragma once

#include <chrono>
#include <deque>

#include "kits/plugin/manifest.h"

namespace halfsecond::plugin {

using Clock = std::chrono::steady_clock;

class RestartBudget {
 public:
  explicit RestartBudget(const RestartLimits& limits) : limits_(limits) {}

  // A worker failed.
  void Failed(Clock::time_point now);

  // How long to wait before the next may start; zero: it may start.
  std::chrono::milliseconds Pause(Clock::time_point now) const;

 private:
  RestartLimits limits_;
  std::deque<Clock::time_point> failures_;  // within the window, oldest first
  std::chrono::milliseconds pause_{0};
  Clock::time_point until_{};
};

}  // namespace halfsecond::plugin
