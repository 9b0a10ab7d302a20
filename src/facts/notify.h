// What a daemon does under a service manager: one entry a run, as `notify-check` shows it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/finding.h"

namespace halfsecond {

struct NotifyRun {
  std::string_view name;                    // "path", "abstract", "none", "watchdog", ...
  std::string answer;                       // one line: what it did with what this run offers
  std::optional<std::uint64_t> ready_usec;  // from its start to READY=1
  std::vector<std::string> said;            // the datagrams in order, the first kMaxSaid; foreign text, not yet escaped
  std::uint64_t datagrams = 0;              // how many there were
  std::string ending;                       // "stopped 12 ms after SIGTERM", "exit status 1", ...
  std::string output;                       // the end of what it printed; foreign text, not yet escaped
};

constexpr std::size_t kMaxSaid = 64;

struct NotifyFacts {
  std::string program;
  std::vector<NotifyRun> runs;
  std::vector<std::string> not_tried;  // what this machine or this call cannot try, and why
  std::vector<Finding> findings;       // worst first; amber and red are mistakes, notes are advice
  bool complete = true;                // false when a run that was meant to happen did not
};

}  // namespace halfsecond
