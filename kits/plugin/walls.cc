#include "kits/plugin/walls.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace halfsecond::plugin::walls {

namespace {

Confinement::State Report(long result) {
  return result == 0 ? Confinement::State{true, 0} : Confinement::State{false, errno};
}

Outcome<bool> AddPath(int ruleset, const PathRule& rule, std::uint64_t rights) {
  const Descriptor opened(rule.descriptor >= 0 ? -1 : open(rule.path.c_str(), O_PATH | O_CLOEXEC));
  const int descriptor = rule.descriptor >= 0 ? rule.descriptor : opened.number();
  struct stat seen {};
  if (descriptor < 0 || fstat(descriptor, &seen) != 0) return FaultOf(Fault::Kind::kConfine, rule.path, errno);
  if (!S_ISDIR(seen.st_mode)) rights &= abi::kLandlockFileRights;
  if (rights == 0) return true;
  const landlock_path_beneath_attr beneath{rights, descriptor};
  if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0) {
    return FaultOf(Fault::Kind::kConfine, "landlock rule for " + rule.path, errno);
  }
  return true;
}

// Under READ_IMPLIES_EXEC every readable mapping is executable, whatever the filter demands of its arguments.
bool DropReadImpliesExecute() {
  const int now = personality(0xffffffff);
  if (now < 0 || (now & READ_IMPLIES_EXEC) == 0) return now >= 0;
  return personality(static_cast<unsigned>(now & ~READ_IMPLIES_EXEC)) >= 0;
}

}  // namespace

int LandlockAbi(int at_most) {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version <= 0 ? 0 : std::min(static_cast<int>(version), at_most);
}

Outcome<Descriptor> PrepareLandlock(const Profile& profile, std::span<const PathRule> paths, int version) {
  const abi::LandlockRuleset handled = abi::LandlockAt(version);
  Descriptor ruleset(static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  if (!ruleset.ok()) return ruleset;
  for (const PathRule& rule : paths) {
    const auto added =
        AddPath(ruleset.number(), rule, (profile.path_rights | rule.more_rights) & handled.handled_files);
    if (!added.ok()) return added.fault();
  }
  return ruleset;
}

Confinement::State PutUpNoNewPrivileges() {
  return Report(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

Confinement::State PutUpUndumpable() {
  return Report(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
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

Confinement::State PutUpLandlock(int ruleset) {
  return Report(syscall(SYS_landlock_restrict_self, ruleset, 0));
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

Confinement::State PutUpFilter(std::span<const sock_filter> program, Reach reach) {
  if (!DropReadImpliesExecute()) return {false, errno};
  // The kernel reads the instructions; its structure lacks the const.
  const sock_fprog all{static_cast<unsigned short>(program.size()), const_cast<sock_filter*>(program.data())};
  const unsigned flags = reach == Reach::kAllThreads ? SECCOMP_FILTER_FLAG_TSYNC : 0;
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &all);
  if (result > 0) return {false, ESRCH};  // a thread with a filter of its own could not be joined
  return Report(result);
}

}  // namespace halfsecond::plugin::walls
