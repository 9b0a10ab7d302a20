// What a plug-in is and may use. Everything is denied that is not named here; there is nothing to grant but limits.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "kits/plugin/confine.h"
#include "kits/plugin/sha256.h"

namespace halfsecond::plugin {

enum class Isolation : std::uint8_t {
  kPersistent,  // one worker does job after job of one trust domain: a job costs microseconds, and may leave traces
  kFresh,       // a worker a job, forked when the job comes: nothing survives a job
  kSpare,       // a worker a job, forked before the job comes
};

enum class Transport : std::uint8_t {
  kPipe = 0,
  kRing = 1,  // memory shared with the worker, 1 MiB each way: for streams
};

struct JobLimits {
  std::uint64_t memory_bytes = std::uint64_t{256} << 20;  // of the worker's address space
  std::chrono::milliseconds cpu{10'000};                  // a job
  std::chrono::milliseconds wall{30'000};                 // a job, from its start; a request may ask for less
  std::uint64_t output_bytes = std::uint64_t{1} << 30;    // a job
  std::uint64_t ratio = 1000;                             // output bytes an input byte, beyond kRatioFreeBytes
};
inline constexpr std::uint64_t kRatioFreeBytes = std::uint64_t{1} << 20;

// How many workers may fail before the host waits between attempts, and for how long.
struct RestartLimits {
  unsigned free = 8;  // within the window
  std::chrono::milliseconds window{60'000};
  std::chrono::milliseconds first_pause{50};  // doubles with every further failure
  std::chrono::milliseconds longest_pause{10'000};
};

struct Manifest {
  std::string path;                    // the plug-in's executable
  std::optional<Sha256Digest> sha256;  // any other program is refused
  Isolation isolation = Isolation::kPersistent;
  Transport transport = Transport::kPipe;
  JobLimits limits;
  RestartLimits restarts;

  // A layer that cannot be put up is a fault unless it is named here. By default that is what not every machine has:
  // identity (for root alone) and namespaces. A test may put up fewer.
  LayerSet may_be_missing = LayerSet().With(Layer::kIdentity).With(Layer::kNamespaces);
  LayerSet layers = LayerSet::All();
  int landlock_abi_at_most = std::numeric_limits<int>::max();
};

}  // namespace halfsecond::plugin
