#include "kits/plugin/confine.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace halfsecond::plugin {

namespace {

Fault Failed(std::string what, int error) {
  return FaultOf(Fault::Kind::kConfine, std::move(what), error);
}

Confinement::State Report(long result) {
  return result == 0 ? Confinement::State{true, 0} : Confinement::State{false, errno};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int Number() const { return number_; }

 private:
  int number_;
};

// unshare(2) of what a lone thread shares with nobody does nothing; with other threads it is EINVAL. Where a container
// forbids unshare, /proc has a directory a thread. Where there is neither, the caller's word must do.
bool OtherThreadsRun() {
  if (unshare(CLONE_THREAD) == 0) return false;
  if (errno == EINVAL) return true;
  struct stat tasks {};
  return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 3;
}

Confinement::State DropCapabilities(std::uint64_t kept) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> held{};
  if (syscall(SYS_capget, &header, held.data()) != 0) return {false, errno};
  for (std::size_t word = 0; word < held.size(); ++word) {
    held[word].permitted &= static_cast<std::uint32_t>(kept >> (32 * word));
    held[word].effective &= held[word].permitted;
    held[word].inheritable = 0;
  }
  return Report(syscall(SYS_capset, &header, held.data()));
}

// The ABI of the running kernel's Landlock. 0: compiled out, switched off, or older than 5.13.
int LandlockAbi(int at_most) {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version <= 0 ? 0 : std::min(static_cast<int>(version), at_most);
}

Outcome<bool> AddPath(int ruleset, const PathRule& rule, std::uint64_t rights) {
  const Descriptor opened(rule.descriptor >= 0 ? -1 : open(rule.path.c_str(), O_PATH | O_CLOEXEC));
  const int descriptor = rule.descriptor >= 0 ? rule.descriptor : opened.Number();
  struct stat seen {};
  if (descriptor < 0 || fstat(descriptor, &seen) != 0) return Failed(rule.path, errno);
  if (!S_ISDIR(seen.st_mode)) rights &= abi::kLandlockFileRights;
  if (rights == 0) return true;
  const landlock_path_beneath_attr beneath{rights, descriptor};
  if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0) {
    return Failed("landlock rule for " + rule.path, errno);
  }
  return true;
}

// Everything that the kernel's ABI knows is handled, hence denied, except the profile's rights below the given paths.
Outcome<Confinement::State> PutUpLandlock(const Profile& profile, std::span<const PathRule> paths, int version) {
  if (version <= 0) return Confinement::State{false, ENOSYS};
  const abi::LandlockRuleset handled = abi::LandlockAt(version);
  const Descriptor ruleset(static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  if (ruleset.Number() < 0) return Confinement::State{false, errno};
  for (const PathRule& rule : paths) {
    const auto added = AddPath(ruleset.Number(), rule, profile.path_rights & handled.handled_files);
    if (!added.ok()) return added.fault();
  }
  return Report(syscall(SYS_landlock_restrict_self, ruleset.Number(), 0));
}

Confinement::State PutUpLimits(std::span<const Limit> limits) {
  for (const Limit& limit : limits) {
    rlimit now{};
    const auto resource = static_cast<__rlimit_resource_t>(limit.resource);
    if (getrlimit(resource, &now) != 0) return {false, errno};
    now.rlim_max = std::min<rlim_t>(now.rlim_max, limit.at_most);
    now.rlim_cur = std::min(now.rlim_cur, now.rlim_max);
    if (setrlimit(resource, &now) != 0) return {false, errno};
  }
  return {true, 0};
}

// Under READ_IMPLIES_EXEC every readable mapping is executable, whatever the filter demands of its arguments.
bool DropReadImpliesExecute() {
  const int now = personality(0xffffffff);
  if (now < 0 || (now & READ_IMPLIES_EXEC) == 0) return now >= 0;
  return personality(static_cast<unsigned>(now & ~READ_IMPLIES_EXEC)) >= 0;
}

Outcome<Confinement::State> PutUpFilter(const Profile& profile, Confinement& confinement) {
  FilterContext context;
  context.own_process = static_cast<std::uint32_t>(getpid());
  context.landlock_abi = confinement.landlock_abi;
  auto compiled = CompileFilter(profile.calls, context);
  if (!compiled.ok()) {
    if (compiled.fault().number == ENOSYS) return Confinement::State{false, ENOSYS};
    return compiled.fault();
  }
  std::vector<sock_filter> instructions = std::move(compiled).value();
  if (!DropReadImpliesExecute()) return Confinement::State{false, errno};
  const sock_fprog program{static_cast<unsigned short>(instructions.size()), instructions.data()};
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result > 0) return Confinement::State{false, ESRCH};  // a thread with a filter of its own could not be joined
  if (result == 0) confinement.filter_length = instructions.size();
  return Report(result);
}

}  // namespace

const char* LayerName(Layer layer) {
  switch (layer) {
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
  if (options.layers.Has(Layer::kNoNewPrivileges)) {
    now[Layer::kNoNewPrivileges] = Report(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  }
  if (options.layers.Has(Layer::kUndumpable)) now[Layer::kUndumpable] = Report(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  if (options.layers.Has(Layer::kCapabilities)) now[Layer::kCapabilities] = DropCapabilities(profile.capabilities);
  if (options.layers.Has(Layer::kLandlock)) {
    const int version = LandlockAbi(options.landlock_abi_at_most);
    const auto state = PutUpLandlock(profile, paths, version);
    if (!state.ok()) return state.fault();
    now[Layer::kLandlock] = state.value();
    if (state.value().in_force) now.landlock_abi = version;
  }
  if (options.layers.Has(Layer::kLimits)) now[Layer::kLimits] = PutUpLimits(profile.limits);
  if (options.layers.Has(Layer::kSeccomp)) {
    const auto state = PutUpFilter(profile, now);
    if (!state.ok()) return state.fault();
    now[Layer::kSeccomp] = state.value();
  }
  return now;
}

}  // namespace halfsecond::plugin
