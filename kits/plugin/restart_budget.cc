#include "kits/plugin/restart_budget.h"

#include <algorithm>

namespace halfsecond::plugin {

void RestartBudget::Failed(Clock::time_point now) {
  while (!failures_.empty() && now - failures_.front() > limits_.window) failures_.pop_front();
  failures_.push_back(now);
  if (failures_.size() <= limits_.free) {
    pause_ = std::chrono::milliseconds(0);
    return;
  }
  failures_.pop_front();  // the budget stays used up for as long as failures come within the window
  pause_ = pause_.count() == 0 ? limits_.first_pause : std::min(2 * pause_, limits_.longest_pause);
  until_ = now + pause_;
}

std::chrono::milliseconds RestartBudget::Pause(Clock::time_point now) const {
  if (now >= until_) return std::chrono::milliseconds(0);
  return std::chrono::ceil<std::chrono::milliseconds>(until_ - now);
}

}  // namespace halfsecond::plugin
