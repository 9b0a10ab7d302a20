#include "kits/plugin/launch.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <vector>

#include "kits/plugin/profiles.h"
#include "kits/plugin/walls.h"

namespace halfsecond::plugin {

namespace {

constexpr unsigned kNobody = 65534;
constexpr std::size_t kStackBytes = 32768;
constexpr int kRulesetDescriptor = kProgramDescriptor + 1;
constexpr int kParked = 32;  // descriptors wait from here on until their own numbers are free
constexpr std::size_t kMostDescriptors = 8;
constexpr int kEveryNamespace =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWNS;
constexpr int kSignals = 64;
constexpr int kJoinSessionKeyring = 1;  // KEYCTL_JOIN_SESSION_KEYRING, of <linux/keyctl.h>

// Everything the child needs, made before it exists: it must not allocate. It answers in here too.
struct Order {
  const LaunchPlan* plan = nullptr;
  std::vector<char*> arguments;
  std::vector<sock_filter> filter;
  Descriptor ruleset;
  bool main_thread = false;
  std::byte* inner_stack = nullptr;

  Confinement walls;
  pid_t child = -1;
  const char* failed = nullptr;  // the step that failed, and its errno
  int error = 0;
};

[[noreturn]] void Fail(Order& order, const char* step) {
  order.error = errno;
  order.failed = step;
  _exit(127);
}

// The adopter's handlers must not run here, in memory that is still the adopter's.
void ResetSignals() {
  struct {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)();
    unsigned long mask;
  } standard{};
  for (int signal = 1; signal <= kSignals; ++signal) syscall(SYS_rt_sigaction, signal, &standard, nullptr, 8);
  const unsigned long none = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none);
}

void PlaceDescriptors(Order& order) {
  std::array<int, kMostDescriptors> parked{};
  const auto given = order.plan->descriptors;
  for (std::size_t i = 0; i < given.size(); ++i) parked[i] = fcntl(given[i], F_DUPFD_CLOEXEC, kParked);
  const int program = fcntl(order.plan->program->descriptor(), F_DUPFD_CLOEXEC, kParked);
  const int ruleset = order.ruleset.ok() ? fcntl(order.ruleset.number(), F_DUPFD_CLOEXEC, kParked) : -1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (dup2(parked[i], static_cast<int>(i)) < 0) Fail(order, "descriptors");
  }
  if (dup3(program, kProgramDescriptor, O_CLOEXEC) < 0) Fail(order, "the program's descriptor");
  if (order.ruleset.ok() && dup3(ruleset, kRulesetDescriptor, O_CLOEXEC) < 0) Fail(order, "landlock's descriptor");
  const auto first_free = static_cast<unsigned>(given.size());
  if (first_free < kProgramDescriptor && syscall(SYS_close_range, first_free, kProgramDescriptor - 1, 0) != 0) {
    Fail(order, "close_range");
  }
  const unsigned above = order.ruleset.ok() ? kRulesetDescriptor + 1 : kProgramDescriptor + 1;
  if (syscall(SYS_close_range, above, ~0U, 0) != 0) Fail(order, "close_range");
}

// One empty directory, read-only, in place of everything.
bool EmptyRoot() {
  const unsigned long hard = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("none", "/proc", "tmpfs", hard, "size=4k,nr_inodes=2,mode=555") == 0 && chdir("/proc") == 0 &&
         syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 && chdir("/") == 0;
}

Confinement::State Settle(LayerSet layers, Layer layer, Confinement::State (*put_up)()) {
  return layers.Has(layer) ? put_up() : Confinement::State{};
}

// The program's own process, from its first instruction to its exec.
int RunInner(void* argument) {
  Order& order = *static_cast<Order*>(argument);
  const LaunchPlan& plan = *order.plan;
  Confinement& walls = order.walls;
  if (walls.InForce(Layer::kNamespaces)) {
    if (plan.root == Root::kEmpty && !EmptyRoot()) Fail(order, "an empty root");
    // What a namespace starts with is the adopter's: its name, and the keys of its session.
    constexpr std::string_view kName = "plug-in";
    if (sethostname(kName.data(), kName.size()) != 0) Fail(order, "a name of its own");
    syscall(SYS_keyctl, kJoinSessionKeyring, nullptr);
  }
  PlaceDescriptors(order);
  ResetSignals();
  // It comes when the starting thread ends, too, so it is for programs that start us in their main thread. Others are
  // watched by the closing of the control socket.
  if (order.main_thread) prctl(PR_SET_PDEATHSIG, SIGKILL);
  walls[Layer::kNoNewPrivileges] = Settle(plan.layers, Layer::kNoNewPrivileges, walls::PutUpNoNewPrivileges);
  if (plan.layers.Has(Layer::kCapabilities)) {
    walls[Layer::kCapabilities] = walls::DropCapabilities(plan.profile->capabilities);
  }
  if (plan.layers.Has(Layer::kLimits)) {
    walls[Layer::kLimits] = walls::PutUpLimits(plan.profile->limits);
    if (walls.InForce(Layer::kLimits)) walls[Layer::kLimits] = walls::PutUpLimits(plan.limits);
  }
  if (order.ruleset.ok()) walls[Layer::kLandlock] = walls::PutUpLandlock(kRulesetDescriptor);
  if (!order.filter.empty()) walls[Layer::kSeccomp] = walls::PutUpFilter(order.filter, walls::Reach::kThisThread);
  char* const none = nullptr;
  syscall(SYS_execveat, kProgramDescriptor, "", order.arguments.data(), &none, AT_EMPTY_PATH);
  Fail(order, "exec");
}

// A step in between, which becomes nobody and then makes the program's process, in namespaces where it can, as a child
// of the adopter's.
int RunOuter(void* argument) {
  Order& order = *static_cast<Order*>(argument);
  const LaunchPlan& plan = *order.plan;
  if (plan.layers.Has(Layer::kIdentity)) {
    if (geteuid() != 0) {
      order.walls[Layer::kIdentity] = {false, EPERM};
    } else if (syscall(SYS_setgroups, 0, nullptr) != 0 || syscall(SYS_setresgid, kNobody, kNobody, kNobody) != 0 ||
               syscall(SYS_setresuid, kNobody, kNobody, kNobody) != 0) {
      order.walls[Layer::kIdentity] = {false, errno};
    } else {
      order.walls[Layer::kIdentity] = {true, 0};
    }
  }
  constexpr int kShared = CLONE_VM | CLONE_VFORK | CLONE_PARENT;
  if (plan.layers.Has(Layer::kNamespaces)) {
    order.walls[Layer::kNamespaces] = {true, 0};
    order.child = clone(RunInner, order.inner_stack, kShared | kEveryNamespace, &order);
    if (order.child < 0) order.walls[Layer::kNamespaces] = {false, errno};
  }
  if (order.child < 0) order.child = clone(RunInner, order.inner_stack, kShared, &order);
  if (order.child < 0) Fail(order, "clone");
  _exit(0);
}

// Blocks every signal while a child shares our memory, and undoes what its change of user does to that memory's flag.
class Guarded {
 public:
  Guarded() : dumpable_(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)) {
    const unsigned long all = ~0UL;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask_, sizeof mask_);
  }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  ~Guarded() {
    if (dumpable_ == 1) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask_, nullptr, sizeof mask_);
  }

 private:
  int dumpable_;
  unsigned long mask_ = 0;
};

Outcome<bool> Prepare(Order& order, const LaunchPlan& plan, std::vector<std::string>& words) {
  order.plan = &plan;
  for (std::string& word : words) order.arguments.push_back(word.data());
  order.arguments.push_back(nullptr);
  order.main_thread = getpid() == gettid();
  if (plan.layers.Has(Layer::kLandlock)) {
    const int version = walls::LandlockAbi(plan.landlock_abi_at_most);
    order.walls[Layer::kLandlock] = {false, ENOSYS};
    if (version > 0) {
      auto ruleset = walls::PrepareLandlock(*plan.profile, plan.paths, version);
      if (!ruleset.ok()) return ruleset.fault();
      order.ruleset = std::move(ruleset).value();
      order.walls.landlock_abi = order.ruleset.ok() ? version : 0;
    }
  }
  if (plan.layers.Has(Layer::kSeccomp)) {
    FilterContext context;
    context.landlock_abi = order.walls.landlock_abi;
    auto compiled = CompileFilter(plan.profile->calls, context);
    order.walls[Layer::kSeccomp] = {false, ENOSYS};
    if (!compiled.ok() && compiled.fault().number != ENOSYS) return compiled.fault();
    if (compiled.ok()) order.filter = std::move(compiled).value();
    order.walls.filter_length = order.filter.size();
  }
  return true;
}

}  // namespace

Process::Process(Process&& other) noexcept
    : number_(std::exchange(other.number_, -1)), handle_(std::move(other.handle_)), walls_(other.walls_) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    Kill();
    number_ = std::exchange(other.number_, -1);
    handle_ = std::move(other.handle_);
    walls_ = other.walls_;
  }
  return *this;
}

std::optional<Ending> Process::Ended() {
  int status = 0;
  const pid_t waited = waitpid(number_, &status, WNOHANG | __WALL);
  if (waited == 0) return std::nullopt;
  handle_.Close();
  return Ending{status, waited == number_};
}

void Process::Kill() {
  if (!running()) return;
  syscall(SYS_pidfd_send_signal, handle_.number(), SIGKILL, nullptr, 0);
  int status = 0;
  while (waitpid(number_, &status, __WALL) < 0 && errno == EINTR) {}
  handle_.Close();
}

Outcome<Process> Launch(const LaunchPlan& plan) {
  if (plan.descriptors.size() > kMostDescriptors) return FaultOf(Fault::Kind::kSpawn, "too many descriptors", EINVAL);
  Order order;
  std::vector<std::string> words(plan.arguments.begin(), plan.arguments.end());
  const auto prepared = Prepare(order, plan, words);
  if (!prepared.ok()) return prepared.fault();
  const std::unique_ptr<std::byte[]> stacks(new std::byte[2 * kStackBytes]);
  // Stacks grow downwards, from an address that the ABI wants to be a multiple of 16.
  const auto top = [&stacks](std::size_t which) {
    const auto end = reinterpret_cast<std::uintptr_t>(stacks.get() + which * kStackBytes);
    return stacks.get() + which * kStackBytes - end % 16;
  };
  order.inner_stack = top(2);
  pid_t outer = -1;
  {
    const Guarded guarded;
    outer = clone(RunOuter, top(1), CLONE_VM | CLONE_VFORK, &order);
    if (outer < 0) return FaultOf(Fault::Kind::kSpawn, "clone", errno);
    while (waitpid(outer, nullptr, __WALL) < 0 && errno == EINTR) {}
  }
  if (order.child < 0) return FaultOf(Fault::Kind::kSpawn, order.failed, order.error);
  // Its number is its own until we wait for it: it is our child.
  Process process(order.child, Descriptor(static_cast<int>(syscall(SYS_pidfd_open, order.child, 0))), order.walls);
  if (order.failed == nullptr && process.running()) return process;
  const int error = order.failed != nullptr ? order.error : errno;
  if (!process.running()) {
    kill(order.child, SIGKILL);
    waitpid(order.child, nullptr, __WALL);
  }
  return FaultOf(Fault::Kind::kSpawn, order.failed != nullptr ? order.failed : "pidfd_open", error);
}

}  // namespace halfsecond::plugin
