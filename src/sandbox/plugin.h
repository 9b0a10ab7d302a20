// Where the plug-in kit meets the product: its Faults become our Errors, here and nowhere else.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "kits/plugin/outcome.h"

namespace halfsecond::sandbox {

// The Error of a Fault, its words kept. An errno decides for the kinds that have one: ENOENT becomes kNotFound, ENOSYS
// kUnsupported, others kIo. A limit becomes kLimit; what a worker did wrong on an input, kMalformed.
Error ToError(const plugin::Fault& fault);

// What a plug-in is asked: a number and parameters that it understands, over a stream.
struct PluginJob {
  std::uint32_t operation = 0;
  std::span<const std::byte> parameters;
  int input = -1;                                // read to its end; negative: `bytes` is the input
  Bytes bytes;                                   //
  std::function<Result<void>(Bytes)> on_output;  // each piece of the output, in order; an Error ends the job
};

// A plug-in of ours, behind its wall (kits/plugin).
class Plugin {
 public:
  enum class Use : std::uint8_t {
    kOneWorker,    // its jobs come from one source that may spoil its own answers
    kFreshWorker,  // nothing of one job may touch the next
  };

  // Finds `name` in `directory`, or, where that is empty, in libexec/halfsecond/ or plugins/ beside this binary; checks
  // its SHA-256 against the one this binary was built with; starts it.
  // REQUIRES: this process is not yet a reader (confinement.h).
  // Errors: kNotFound, kUnsupported (not one of this build's, by name or by content), kIo.
  static Result<Plugin> Start(std::string_view name, const std::string& directory, Use use);
  Plugin(Plugin&&) noexcept;
  Plugin& operator=(Plugin&&) noexcept;
  ~Plugin();

  // Does a job, to its end. Errors: kMalformed (the plug-in says so of its input, or came to grief over it),
  // kUnsupported, kLimit, kIo; and what on_output returned.
  Result<void> Run(const PluginJob& job);

  // The same for a thread that has several at work: begins a job, which goes on with each Turn; something once it is
  // over, which is what Run says. REQUIRES: none is under way; what `job` refers to outlives it.
  void Begin(const PluginJob& job);
  std::optional<Result<void>> Turn();
  // Sleeps until Turn is worthwhile on one of these, each with a job under way.
  static void Wait(std::span<Plugin* const> at_work);
  // The job under way, if any, is wanted no more.
  void Drop();

 private:
  struct Inside;
  explicit Plugin(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace halfsecond::sandbox
