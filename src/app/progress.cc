#include "app/progress.h"

#include <unistd.h>

#include <cstdio>

namespace halfsecond::app {
namespace {

constexpr std::chrono::milliseconds kSilence{1000};
constexpr std::chrono::milliseconds kBetween{200};
constexpr std::string_view kWipe = "\r\033[K";

void Write(std::string_view text) {
  // Progress that cannot be shown is no reason to stop.
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace

ProgressLine::ProgressLine() : is_terminal_(::isatty(STDERR_FILENO) == 1), next_(Clock::now() + kSilence) {}

ProgressLine::~ProgressLine() {
  if (is_shown_) Write(kWipe);
}

void ProgressLine::Show(std::string_view what, std::size_t done, std::size_t of) {
  if (!is_terminal_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetween;
  is_shown_ = true;
  Write(std::string(kWipe) + std::to_string(done) + " of " + std::to_string(of) + " " + std::string(what));
}

}  // namespace halfsecond::app
