// A run of somebody's daemon under our supervisor: what the supervisor does (RunPlan) and what it saw (RunRecord).
// Nothing here judges; src/analysis/notify does.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::supervise {

constexpr std::uint64_t kMillisecond = 1000;  // in microseconds, as all times here
constexpr std::uint64_t kSecond = 1000 * kMillisecond;
constexpr std::size_t kMaxDatagramBytes = 4096;  // what systemd reads of one (NOTIFY_BUFFER_MAX); more is dropped there
constexpr std::size_t kMaxDatagrams = 4096;      // a run; a daemon that sends more is cut off and said to flood
constexpr std::size_t kMaxOutputBytes = 4096;    // the end of what the daemon printed, for the hint

// Where the manager listens in this run.
enum class AddressForm : std::uint8_t { kNone, kPath, kAbstract };

// Whose process id LISTEN_PID and WATCHDOG_PID carry.
enum class PidVariables : std::uint8_t { kOurs, kAnothers };

// The listening socket passed as descriptor 3, when one is.
enum class Listener : std::uint8_t { kNone, kTcp, kUnix };

// A manager that reads at once, or one whose queue is full when the daemon starts, as after a busy boot.
enum class Queue : std::uint8_t { kReadAtOnce, kFull };

struct RunPlan {
  std::string_view name;  // of a constant: "path", "abstract", ...
  std::vector<std::string> command;
  AddressForm address = AddressForm::kPath;
  PidVariables pids = PidVariables::kOurs;
  Listener listener = Listener::kNone;
  Queue queue = Queue::kReadAtOnce;
  std::uint64_t watchdog_usec = 0;  // WATCHDOG_USEC, or 0 for none
  std::uint32_t fd_store_max = 0;   // FDSTORE, or 0 for none
  std::uint64_t hold_fds_usec = 0;  // how long received descriptors stay open: a barrier waits so long
  int reload_signal = 0;            // sent once after READY=1, or 0
  std::uint64_t ready_timeout_usec = 10 * kSecond;
  std::uint64_t settle_usec = 200 * kMillisecond;  // from READY=1 to the look at its descriptors
  std::uint64_t stop_timeout_usec = 5 * kSecond;   // from SIGTERM to SIGKILL
};

// Which of our sockets a datagram reached. Only kExact is the address that the daemon was given.
enum class Reached : std::uint8_t {
  kExact,
  kPadded,    // the abstract name with NULs up to sizeof(sockaddr_un.sun_path)
  kOneMore,   // the abstract name and one NUL
  kFileName,  // a file whose name starts with '@', in the working directory
};

enum class Sender : std::uint8_t {
  kMain,        // the process we started
  kDescendant,  // a child of it
  kGone,        // no such process any more when we read the message: systemd cannot tell whose it was
  kUnknown,     // no credentials came
};

struct Datagram {
  std::uint64_t at_usec = 0;         // since the start of the run
  std::uint64_t monotonic_usec = 0;  // CLOCK_MONOTONIC when we read it
  std::string text;                  // at most kMaxDatagramBytes
  std::uint64_t size_bytes = 0;      // as sent
  std::uint32_t fds = 0;
  Sender sender = Sender::kUnknown;
  Reached reached = Reached::kExact;
};

// A descriptor of a process of the daemon.
struct HeldDescriptor {
  pid_t pid = 0;
  int fd = -1;
  bool close_on_exec = false;
  std::string program;  // what the process runs (/proc/PID/exe), foreign text
};

// What we saw in /proc once the daemon was up.
struct Inspection {
  bool done = false;                                // false: it ended before, or /proc would not tell
  std::vector<HeldDescriptor> datagram_sockets;     // of the main process: AF_UNIX, datagram, without a name
  std::vector<HeldDescriptor> listeners;            // of the main process: the socket we passed
  std::vector<HeldDescriptor> inherited_listeners;  // of children that run another program: the socket we passed
  std::vector<HeldDescriptor> inherited_datagrams;  // likewise: a datagram socket that the main process has too
  std::optional<HeldDescriptor> stranger;           // the descriptor we passed beside LISTEN_FDS, which nobody spoke of
};

// Whether somebody took the connection we made to the passed listener.
enum class Accepted : std::uint8_t { kNotTried, kNo, kYes };

enum class Ending : std::uint8_t {
  kExited,    // by itself, before we asked
  kStopped,   // after SIGTERM, in time
  kKilled,    // by us: it outlived the stop timeout
  kSignalled  // by a signal that was not ours
};

struct RunRecord {
  RunPlan plan;
  std::vector<Datagram> datagrams;
  bool flooded = false;
  std::optional<std::uint64_t> ready_usec;   // the first READY=1 at the exact address
  std::optional<std::uint64_t> up_usec;      // when it was taken to be up: READY=1, or without a manager the time given
  std::optional<std::uint64_t> reload_usec;  // when reload_signal was sent
  std::optional<std::uint64_t> stop_usec;    // when SIGTERM was sent
  std::optional<HeldDescriptor> blocked_send;  // Queue::kFull: the socket of a send that waited for us
  Accepted accepted = Accepted::kNotTried;
  Inspection inspection;
  Ending ending = Ending::kExited;
  int exit_value = 0;  // the exit status, or the signal
  std::uint64_t end_usec = 0;
  std::uint32_t outlived = 0;  // processes of the daemon that still ran when its first one had ended
  std::string output;          // the last kMaxOutputBytes it printed, foreign text
};

}  // namespace halfsecond::supervise
