// notify.hpp: notify.h and journal.h for C++20. Header only; no exceptions, no RTTI, no <iostream>, no allocation.
//
//   auto manager = halfsecond::notify::Notifier::FromEnvironment(halfsecond::notify::Keep::kForget);  // once, before
//   threads if (manager.Ready().failed()) ...
//
// A Notifier is a value: copy it freely, use it from any thread. What C says with 0, 1 and -errno is an Outcome here.
// Refused: text with a NUL in it cannot be passed (the C string ends there); a value's second line is not sent.
//
// SPDX-License-Identifier: Apache-2.0 OR MIT-0

#pragma once

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include "journal.h"
#include "notify.h"
#pragma GCC diagnostic pop

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace halfsecond::notify {

// Not supervised, sent, or the errno that says why not.
class [[nodiscard]] Outcome {
 public:
  explicit constexpr Outcome(int code) : code_(code) {}
  constexpr bool sent() const { return code_ > 0; }
  constexpr bool supervised() const { return code_ != 0; }
  constexpr bool failed() const { return code_ < 0; }
  constexpr int error() const { return code_ < 0 ? -code_ : 0; }  // an errno, or 0

 private:
  int code_;
};

// Whether our children still see the variables that the manager set for us.
enum class Keep : std::uint8_t { kKeep, kForget };

// Whether the manager may drop stored descriptors whose other end hung up.
enum class Poll : std::uint8_t { kPoll, kNoPoll };

// A string_view made a C string without allocation; what does not fit in one message is cut.
class Line {
 public:
  explicit Line(std::string_view text) {
    const std::size_t length = text.copy(bytes_.data(), bytes_.size() - 1);
    bytes_[length] = '\0';
  }
  const char* c_str() const { return bytes_.data(); }

 private:
  std::array<char, HS_NOTIFY_MAX_TEXT + 8> bytes_;
};

class Notifier {
 public:
  using Usec = std::chrono::microseconds;

  // The manager that NOTIFY_SOCKET names. Without one every call answers "not supervised".
  static Notifier FromEnvironment(Keep keep) {
    return Notifier(hs_notifier_from_env(keep == Keep::kForget ? HS_FORGET : HS_KEEP));
  }
  // The manager at `address`, in the forms of NOTIFY_SOCKET. REQUIRES: `address` is not null.
  static Notifier At(const char* address) { return Notifier(hs_notifier_at(address)); }

  Outcome Ready() const { return Outcome(hs_notify_ready(&to_)); }
  Outcome Reloading() const { return Outcome(hs_notify_reloading(&to_)); }  // Ready() must follow
  Outcome Stopping() const { return Outcome(hs_notify_stopping(&to_)); }
  Outcome Status(std::string_view line) const { return Outcome(hs_notify_status(&to_, Line(line).c_str())); }
  Outcome Watchdog() const { return Outcome(hs_notify_watchdog(&to_)); }
  Outcome WatchdogTrigger() const { return Outcome(hs_notify_watchdog_trigger(&to_)); }
  Outcome WatchdogInterval(Usec interval) const { return Outcome(hs_notify_watchdog_usec(&to_, Count(interval))); }
  Outcome ExtendTimeout(Usec from_now) const { return Outcome(hs_notify_extend_timeout(&to_, Count(from_now))); }
  Outcome MainPid(pid_t pid) const { return Outcome(hs_notify_main_pid(&to_, static_cast<unsigned>(pid))); }
  Outcome MainPidfd(int pidfd) const { return Outcome(hs_notify_main_pidfd(&to_, pidfd)); }
  Outcome Errno(int error) const { return Outcome(hs_notify_errno(&to_, static_cast<unsigned>(error))); }
  Outcome BusError(std::string_view name) const { return Outcome(hs_notify_bus_error(&to_, Line(name).c_str())); }
  Outcome VarlinkError(std::string_view n) const { return Outcome(hs_notify_varlink_error(&to_, Line(n).c_str())); }
  Outcome ExitStatus(std::uint8_t status) const { return Outcome(hs_notify_exit_status(&to_, status)); }
  Outcome Access(std::string_view who) const { return Outcome(hs_notify_access(&to_, Line(who).c_str())); }
  Outcome RestartReset() const { return Outcome(hs_notify_restart_reset(&to_)); }

  // Leaves descriptors with the manager for the next start; they stay ours to close. An empty name is "stored".
  Outcome FdStore(std::span<const int> fds, std::string_view name = {}, Poll poll = Poll::kPoll) const {
    const Line text(name);
    return Outcome(hs_notify_fd_store(&to_, fds.data(), fds.size(), name.empty() ? nullptr : text.c_str(),
                                      poll == Poll::kPoll ? HS_POLL : HS_NO_POLL));
  }
  Outcome FdRemove(std::string_view name) const { return Outcome(hs_notify_fd_remove(&to_, Line(name).c_str())); }

  // Waits until the manager has read what was sent before; ETIMEDOUT when it has not in time.
  Outcome Barrier(std::chrono::milliseconds timeout) const {
    return Outcome(hs_notify_barrier(&to_, static_cast<int>(timeout.count())));
  }

  // Assignments as they are, a newline between two. Private keys should start with X_.
  Outcome Raw(std::string_view assignments) const { return Outcome(hs_notify_raw(&to_, Line(assignments).c_str())); }

 private:
  explicit Notifier(const hs_notifier& to) : to_(to) {}
  static std::uint64_t Count(Usec usec) { return usec.count() < 0 ? 0 : static_cast<std::uint64_t>(usec.count()); }

  hs_notifier to_;
};

// The descriptors the manager passed to this process (LISTEN_PID is checked), each close-on-exec: first, first + 1, ...
struct Listeners {
  int first = HS_LISTEN_FDS_START;
  int count = 0;  // 0: none, or not for us
  int error = 0;  // an errno when the variables make no sense
};

inline Listeners ListenFds(Keep keep) {
  const int count = hs_listen_fds();
  if (keep == Keep::kForget) hs_listen_forget();
  return {HS_LISTEN_FDS_START, count > 0 ? count : 0, count < 0 ? -count : 0};
}

// How often the manager wants a Watchdog() at least; nothing when it does not wait for one.
inline std::optional<Notifier::Usec> WatchdogInterval() {
  std::uint64_t usec = 0;
  if (hs_watchdog_enabled(&usec) <= 0) return std::nullopt;
  return Notifier::Usec(static_cast<Notifier::Usec::rep>(usec));
}

inline bool Booted() { return hs_booted() > 0; }

// One entry for the journal. Fields as journal.h has them.
inline Outcome Journal(std::span<const hs_journal_field> fields) {
  return Outcome(hs_journal_send(fields.data(), fields.size()));
}

}  // namespace halfsecond::notify
