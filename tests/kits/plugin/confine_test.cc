#include "kits/plugin/confine.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include "tests/kits/plugin/child.h"

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using testing::InChild;

namespace {

constexpr std::array kLimits{Limit{RLIMIT_NOFILE, 64}, Limit{RLIMIT_CORE, 0}};

// All calls but one: what a layer does is seen, and the test's own runtime is not in its way.
const std::array kAllButUname{CallRule{SYS_uname, Answer::kRefuse, {}}};
const Profile kOpen{"open", abi::kLandlockReadFile, kLimits, {kAllButUname, Answer::kAllow}};

int LandlockOfThisKernel() {
  return static_cast<int>(syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

bool UnameIsRefused() {
  return syscall(SYS_uname, nullptr) == -1 && errno == EPERM;
}

bool ReadOpens(const char* path) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) close(descriptor);
  return descriptor >= 0;
}

}  // namespace

TEST_CASE("a layer that was asked for is in force, one that was not is neither in force nor an error") {
  CHECK(InChild([] {
          const auto now = Confine(kOpen, {}, {.layers = LayerSet().With(Layer::kLimits)});
          if (!now.ok() || !now.value().InForce(Layer::kLimits)) return 1;
          if (now.value().InForce(Layer::kSeccomp) || now.value()[Layer::kSeccomp].error != 0) return 2;
          rlimit files{};
          getrlimit(RLIMIT_NOFILE, &files);
          if (files.rlim_cur != 64 || files.rlim_max != 64) return 3;
          return UnameIsRefused() ? 4 : 0;
        }).exit_status == 0);
}

TEST_CASE("a bound above the limit in force raises nothing") {
  CHECK(InChild([] {
          const rlimit tight{16, 32};
          setrlimit(RLIMIT_NOFILE, &tight);
          if (!Confine(kOpen, {}, {.layers = LayerSet().With(Layer::kLimits)}).ok()) return 1;
          rlimit files{};
          getrlimit(RLIMIT_NOFILE, &files);
          return files.rlim_cur == 16 && files.rlim_max == 32 ? 0 : 2;
        }).exit_status == 0);
}

TEST_CASE("no new privileges and undumpable can be read back from the kernel") {
  CHECK(InChild([] {
          const auto layers = LayerSet().With(Layer::kNoNewPrivileges).With(Layer::kUndumpable);
          if (!Confine(kOpen, {}, {.layers = layers}).ok()) return 1;
          if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return 2;
          return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 3;
        }).exit_status == 0);
}

TEST_CASE("every Landlock ABI from 0 to this kernel's works, and is reported as what it is") {
  const int newest = LandlockOfThisKernel();
  for (int version = 0; version <= newest; ++version) {
    CAPTURE(version);
    CHECK(InChild([version] {
            const auto layers = LayerSet().With(Layer::kNoNewPrivileges).With(Layer::kLandlock);
            const auto now = Confine(kOpen, {}, {.layers = layers, .landlock_abi_at_most = version});
            if (!now.ok() || now.value().landlock_abi != version) return 1;
            if (now.value().InForce(Layer::kLandlock) != (version > 0)) return 2;
            if (version == 0 && now.value()[Layer::kLandlock].error != ENOSYS) return 3;
            return ReadOpens("/etc/passwd") == (version == 0) ? 0 : 4;
          }).exit_status == 0);
  }
}

TEST_CASE("the rights of our newest ABI are all that this kernel knows, or all that we know") {
  const int version = LandlockOfThisKernel();
  if (version <= 0) return;
  const auto accepted = [](const abi::LandlockRuleset& ruleset) {
    const long descriptor = syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
    if (descriptor >= 0) close(static_cast<int>(descriptor));
    return descriptor >= 0;
  };
  abi::LandlockRuleset ruleset = abi::LandlockAt(version);
  CHECK(accepted(ruleset));
  if (version > 7) return;
  ruleset.handled_files = (ruleset.handled_files << 1) | 1;
  CHECK_FALSE(accepted(ruleset));
}

TEST_CASE("a path is given by name or by descriptor, and a file takes only a file's rights") {
  CHECK(InChild([] {
          const int etc = open("/usr", O_PATH | O_CLOEXEC);
          const std::array<PathRule, 2> paths{PathRule{-1, "/etc/passwd"}, PathRule{etc, ""}};
          const Profile profile{"two", abi::kLandlockReadFile | abi::kLandlockReadDirectory, {}, {}};
          const auto layers = LayerSet().With(Layer::kNoNewPrivileges).With(Layer::kLandlock);
          const auto now = Confine(profile, paths, {.layers = layers});
          if (!now.ok()) return 1;
          if (!now.value().InForce(Layer::kLandlock)) return 0;
          if (!ReadOpens("/etc/passwd") || !ReadOpens("/usr/bin/env") || !ReadOpens("/usr/bin")) return 2;
          return ReadOpens("/etc/group") || ReadOpens("/etc") ? 3 : 0;
        }).exit_status == 0);
}

TEST_CASE("a path that is not there is a fault that names it, and nothing is half confined in silence") {
  CHECK(InChild([] {
          const std::array<PathRule, 1> paths{PathRule{-1, "/nowhere/at/all"}};
          const auto now = Confine(kOpen, paths, {});
          if (now.ok()) return LandlockOfThisKernel() > 0 ? 1 : 0;
          if (now.fault().number != ENOENT) return LandlockOfThisKernel() > 0 ? 2 : 0;
          return now.fault().what == "/nowhere/at/all: No such file or directory" ? 0 : 3;
        }).exit_status == 0);
}

TEST_CASE("the filter holds a thread that was running before it") {
  CHECK(InChild([] {
          std::atomic<int> stage{0};
          bool refused = false;
          std::thread early([&] {
            while (stage.load() == 0) std::this_thread::yield();
            refused = UnameIsRefused();
          });
          const auto layers = LayerSet().With(Layer::kNoNewPrivileges).With(Layer::kSeccomp);
          const bool confined = Confine(kOpen, {}, {.layers = layers}).ok();
          stage = 1;
          early.join();
          if (!confined) return 1;
          return refused ? 0 : 2;
        }).exit_status == 0);
}

TEST_CASE("Landlock is refused while other threads run: it would not hold them") {
  if (LandlockOfThisKernel() <= 0) return;
  CHECK(InChild([] {
          std::atomic<int> stage{0};
          std::thread early([&] {
            while (stage.load() == 0) std::this_thread::yield();
          });
          const auto now = Confine(kOpen, {}, {});
          stage = 1;
          early.join();
          if (now.ok()) return 1;
          return now.fault().number == EBUSY ? 0 : 2;
        }).exit_status == 0);
}

TEST_CASE("two calls, with threads started in between, hold those threads with everything") {
  CHECK(InChild([] {
          const auto rest = LayerSet().With(Layer::kLimits).With(Layer::kSeccomp);
          const auto first = LayerSet::All().Without(Layer::kLimits).Without(Layer::kSeccomp);
          const auto half = Confine(kOpen, {}, {.layers = first});
          if (!half.ok()) return 1;
          std::atomic<int> stage{0};
          bool held = false;
          std::thread worker([&] {
            while (stage.load() == 0) std::this_thread::yield();
            held = UnameIsRefused() && (half.value().landlock_abi == 0 || !ReadOpens("/etc/passwd"));
          });
          const auto whole = Confine(kOpen, {}, {.layers = rest, .before = half.value()});
          stage = 1;
          worker.join();
          if (!whole.ok() || !whole.value().InForce(Layer::kSeccomp)) return 2;
          if (whole.value().landlock_abi != half.value().landlock_abi) return 3;
          return held ? 0 : 4;
        }).exit_status == 0);
}

TEST_CASE("a filter without no_new_privs is refused to an ordinary user, and the answer says so") {
  CHECK(InChild([] {
          if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) return 1;
          const auto now = Confine(kOpen, {}, {.layers = LayerSet().With(Layer::kSeccomp)});
          if (!now.ok() || now.value().InForce(Layer::kSeccomp)) return 2;
          return now.value()[Layer::kSeccomp].error == EACCES && !UnameIsRefused() ? 0 : 3;
        }).exit_status == 0);
}

TEST_CASE("a process in which reading implies executing loses that with the filter") {
  CHECK(InChild([] {
          personality(READ_IMPLIES_EXEC);
          const auto layers = LayerSet().With(Layer::kNoNewPrivileges).With(Layer::kSeccomp);
          if (!Confine(kOpen, {}, {.layers = layers}).ok()) return 1;
          return (personality(0xffffffff) & READ_IMPLIES_EXEC) == 0 ? 0 : 2;
        }).exit_status == 0);
}

#if defined(__x86_64__)
TEST_CASE("a system call by the 32-bit door ends the process, and so does an x32 number") {
  const auto confined = [] {
    const auto layers = LayerSet().With(Layer::kNoNewPrivileges).With(Layer::kSeccomp);
    return Confine(kOpen, {}, {.layers = layers}).ok();
  };
  const auto thirty_two = InChild([&] {
    if (!confined()) return 1;
    long result = 20;  // getpid of i386
    asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return 0;
  });
  CHECK(thirty_two.signal == SIGSYS);
  const auto x32 = InChild([&] {
    if (!confined()) return 1;
    syscall(0x40000000 + SYS_getpid);
    return 0;
  });
  CHECK(x32.signal == SIGSYS);
}
#endif
