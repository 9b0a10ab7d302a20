#include "kits/plugin/confine.h"

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "kits/plugin/walls.h"

namespace halfsecond::plugin {

namespace {

Fault Failed(std::string what, int error) {
  return FaultOf(Fault::Kind::kConfine, std::move(what), error);
}

// unshare(2) of what a lone thread shares with nobody does nothing; with other threads it is EINVAL. Where a container
// forbids unshare, /proc has a directory a thread. Where there is neither, the caller's word must do.
bool OtherThreadsRun() {
  if (unshare(CLONE_THREAD) == 0) return false;
  if (errno == EINVAL) return true;
  struct stat tasks {};
  return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 3;
}

Outcome<Confinement::State> Landlock(const Profile& profile, std::span<const PathRule> paths, int version) {
  if (version <= 0) return Confinement::State{false, ENOSYS};
  const auto ruleset = walls::PrepareLandlock(profile, paths, version);
  if (!ruleset.ok()) return ruleset.fault();
  if (!ruleset.value().ok()) return Confinement::State{false, errno};
  return walls::PutUpLandlock(ruleset.value().number());
}

Outcome<Confinement::State> Seccomp(const Profile& profile, Confinement& confinement) {
  FilterContext context;
  context.own_process = static_cast<std::uint32_t>(getpid());
  context.landlock_abi = confinement.landlock_abi;
  const auto compiled = CompileFilter(profile.calls, context);
  if (!compiled.ok()) {
    if (compiled.fault().number == ENOSYS) return Confinement::State{false, ENOSYS};
    return compiled.fault();
  }
  const Confinement::State state = walls::PutUpFilter(compiled.value(), walls::Reach::kAllThreads);
  if (state.in_force) confinement.filter_length = compiled.value().size();
  return state;
}

}  // namespace

const char* LayerName(Layer layer) {
  switch (layer) {
    case Layer::kIdentity:
      return "identity";
    case Layer::kNamespaces:
      return "namespaces";
    case Layer::kNoNewPrivileges:
      return "no_new_privs";
    case Layer::kUndumpable:
      return "undumpable";
    case Layer::kCapabilities:
      return "capabilities";
    case Layer::kLandlock:
      return "landlock";
    case Layer::kLimits:
      return "rlimits";
    case Layer::kSeccomp:
      return "seccomp";
  }
  return "unknown";
}

Outcome<Confinement> Confine(const Profile& profile, std::span<const PathRule> paths, const ConfineOptions& options) {
  Confinement now = options.before;
  const bool one_thread_only = options.layers.Has(Layer::kLandlock) || options.layers.Has(Layer::kCapabilities);
  if (one_thread_only && OtherThreadsRun()) return Failed("threads that run already would not be held", EBUSY);
  if (options.layers.Has(Layer::kNoNewPrivileges)) now[Layer::kNoNewPrivileges] = walls::PutUpNoNewPrivileges();
  if (options.layers.Has(Layer::kUndumpable)) now[Layer::kUndumpable] = walls::PutUpUndumpable();
  if (options.layers.Has(Layer::kCapabilities)) {
    now[Layer::kCapabilities] = walls::DropCapabilities(profile.capabilities);
  }
  if (options.layers.Has(Layer::kLandlock)) {
    const int version = walls::LandlockAbi(options.landlock_abi_at_most);
    const auto state = Landlock(profile, paths, version);
    if (!state.ok()) return state.fault();
    now[Layer::kLandlock] = state.value();
    if (state.value().in_force) now.landlock_abi = version;
  }
  if (options.layers.Has(Layer::kLimits)) now[Layer::kLimits] = walls::PutUpLimits(profile.limits);
  if (options.layers.Has(Layer::kSeccomp)) {
    const auto state = Seccomp(profile, now);
    if (!state.ok()) return state.fault();
    now[Layer::kSeccomp] = state.value();
  }
  return now;
}

}  // namespace halfsecond::plugin
