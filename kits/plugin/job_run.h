// One job in one worker, from its first byte to its verdict or fault: a state machine that never blocks. The host
// (host.h) turns it in a loop or from an event loop.

#pragma once

#include <poll.h>

#include <array>
#include <atomic>
#include <optional>
#include <string>

#include "kits/plugin/host.h"
#include "kits/plugin/supply.h"

namespace halfsecond::plugin {

class JobRun {
 public:
  // The job begins. REQUIRES: what is referred to outlives this.
  JobRun(Request& request, Worker& worker, const Manifest& manifest, std::uint64_t sequence,
         const std::atomic<bool>& cancelled);

  // Goes on as far as it can without waiting. True: it is over, and report() stands. Faults: those of a job.
  Outcome<bool> Advance();

  // What to wait for, and for how long at most. False: nothing, call Advance.
  using Watched = std::array<pollfd, 4>;
  bool Watch(Watched& watched) const;
  std::chrono::milliseconds Patience() const;

  const Report& report() const { return report_; }

  // The worker is at the end of the stream, and may do another job.
  bool worker_is_good() const;

 private:
  Outcome<bool> CheckTime();
  Outcome<bool> PumpInput();
  Outcome<bool> PumpOutput();
  Outcome<bool> HearNext();
  Outcome<bool> Hear(const Deframer::Piece& piece);
  Outcome<bool> Deliver();
  void Hold(std::span<const std::byte> output);
  Fault WhyItEnded() const;

  Request& request_;
  Worker& worker_;
  const Manifest& manifest_;
  const std::atomic<bool>& cancelled_;
  Clock::time_point deadline_;
  Clock::time_point next_cpu_check_;
  std::chrono::nanoseconds cpu_before_{0};
  Clock::time_point silent_until_{};  // a worker that closed its output has so long to end

  std::span<const std::byte> held_;  // output that the sink has not yet taken
  std::optional<Fault> crossed_;     // a limit, once held_ is delivered
  std::string verdict_;
  bool input_blocked_ = false;  // the source has nothing
  bool room_blocked_ = false;   // the link has no room
  bool over_ = false;
  Report report_;
};

}  // namespace halfsecond::plugin
