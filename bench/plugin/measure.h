// What the benchmarks of the plug-in kit share.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::bench {

// Ends the benchmark: exit code 2.
[[noreturn]] inline void Stop(const std::string& why) {
  (void)std::fprintf(stderr, "error: %s\n", why.c_str());
  (void)std::fflush(nullptr);
  _exit(2);
}

inline double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

inline int NumberOf(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) Stop("not a count: " + std::string(text));
  return number;
}

}  // namespace halfsecond::bench
