// Where workers come from: one zygote a plug-in, started when first needed and again when it is gone, and workers that
// it forks. The socket between says who was born and how each one ended.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "kits/plugin/launch.h"
#include "kits/plugin/link.h"
#include "kits/plugin/manifest.h"
#include "kits/plugin/program.h"
#include "kits/plugin/restart_budget.h"

namespace halfsecond::plugin {

// A worker as the host knows it.
struct Worker {
  std::uint32_t number = 0;
  pid_t process = 0;  // 0: not yet known
  std::unique_ptr<Link> link;
  Conversation talk;
  unsigned layers = 0;        // what it said is in force, once it is ready
  std::optional<int> status;  // as of waitpid, once it has ended
  int denied_call = -1;       // with SIGSYS
};

class Supply {
 public:
  // REQUIRES: `manifest` outlives this.
  Supply(const Manifest& manifest, Program program)
      : manifest_(manifest), program_(std::move(program)), budget_(manifest.restarts) {}

  // Starts the zygote and, where the isolation wants one in advance, a worker. Faults: kSpawn, kConfine.
  Outcome<bool> Prepare();

  // The worker for the next job. It stays ours. Faults: kSpawn (EAGAIN: the restart budget is used up), kConfine.
  Outcome<Worker*> Hire();

  // The job is over. kFailed: the worker ends, and its failure counts; kSpent: it ends; kGood: it may go on.
  enum class Leaving : std::uint8_t { kGood, kSpent, kFailed };
  void Dismiss(Leaving leaving);

  // Takes in what the zygote has said. False: the zygote is gone, and all its workers with it.
  bool Listen();

  int descriptor() const { return control_.number(); }
  const Confinement& walls() const { return zygote_.walls(); }

 private:
  Outcome<bool> StartZygote();
  Outcome<std::unique_ptr<Worker>> Spawn();
  void End(Worker& worker);

  const Manifest& manifest_;
  Program program_;
  RestartBudget budget_;
  Process zygote_;
  Descriptor control_;
  std::uint32_t spawned_ = 0;
  unsigned unconfirmed_ = 0;  // workers told to end that have not yet
  std::unique_ptr<Worker> at_work_;
  std::unique_ptr<Worker> waiting_;
};

}  // namespace halfsecond::plugin
