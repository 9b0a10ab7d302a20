// The host's side of a plug-in: a dependency behind a wall. A job is one stream in, one stream out and one verdict;
// whatever goes wrong is a value.
//
//   auto host = PluginHost::Open({.path = ".../codec"});
//   std::string text;
//   Request request{.operation = 1, .input = Source::Of(bytes), .output = Sink::Into(&text)};
//   auto report = host.value().Run(request);   // Report, or Fault: crashed, denied, limit, timeout, protocol, spawn
//
// A host is for one thread at a time and does one job at a time; Cancel alone may be called from anywhere. It never
// forks the process it is in, starts no thread and installs no signal handler. The plug-in's first process is a child
// of ours: a program that waits for any child may be told of it.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "kits/plugin/manifest.h"
#include "kits/plugin/outcome.h"
#include "kits/plugin/streams.h"
#include "kits/plugin/verdict.h"

namespace halfsecond::plugin {

struct Request {
  std::uint32_t operation = 0;
  std::span<const std::byte> parameters;  // at most kMostParameterBytes
  Source input;
  Sink output;
  std::chrono::milliseconds deadline{0};  // from its start; 0: the manifest's wall limit, which it cannot exceed
};

struct Report {
  Verdict verdict;
  std::uint64_t bytes_in = 0;              // that the worker was given
  std::uint64_t bytes_out = 0;             // that the sink took
  std::chrono::nanoseconds worker_cpu{0};  // that the job took there; 0 where it is not known
};

class PluginHost {
 public:
  // Reads and hashes the program, and starts what the isolation wants in advance. Faults: kSpawn, kConfine.
  static Outcome<PluginHost> Open(const Manifest& manifest);
  PluginHost(PluginHost&&) noexcept;
  PluginHost& operator=(PluginHost&&) noexcept;
  ~PluginHost();

  // Does a job and waits for its end. A fault is the job's end too: the worker is gone, the host goes on, and nothing
  // is tried again. A verdict that is not kDone also costs the worker: no input fails twice in the same one. Faults:
  // all of Fault::Kind.
  Outcome<Report> Run(Request& request);

  // The same for an event loop: start a job, and call Advance whenever poll_descriptor() is readable, until it says
  // that the job is over. REQUIRES: `request` outlives the job; none is under way.
  Outcome<bool> Start(Request& request);
  Outcome<bool> Advance();
  const Report& report() const;
  int poll_descriptor();

  // For a thread that has several hosts at work and no event loop: sleeps until Advance is worthwhile on one of them.
  // REQUIRES: each has a job under way; poll_descriptor was asked of none; at most kMostAsleep.
  static void Sleep(std::span<PluginHost* const> at_work);
  static constexpr std::size_t kMostAsleep = 8;

  // Ends the job under way with kCancelled. From any thread or signal handler.
  void Cancel();

  // The layers that hold a worker: all that were put up, as the kernel and the worker told.
  LayerSet walls() const;

 private:
  struct Inside;
  explicit PluginHost(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace halfsecond::plugin
