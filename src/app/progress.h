// A line on the terminal that says how far a long run is.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace halfsecond::app {

// Says nothing when stderr is no terminal, nor in the first second. Wipes its line when it dies.
class ProgressLine {
 public:
  ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  // `done` of `of` in the step called `what`: "files".
  void Show(std::string_view what, std::size_t done, std::size_t of);

 private:
  using Clock = std::chrono::steady_clock;

  bool is_terminal_;
  bool is_shown_ = false;
  Clock::time_point next_;
};

}  // namespace halfsecond::app
