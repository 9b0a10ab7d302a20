#include "sandbox/confinement.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "tests/kits/plugin/child.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using plugin::Layer;
using plugin::testing::InChild;

namespace {

// The first thing that a reader must be able to do and cannot; 0 when there is none.
int FirstThingRefused() {
  struct stat seen {};
  if (access("/etc/passwd", R_OK) != 0 || stat("/etc/passwd", &seen) != 0) return 1;
  const int file = open("/etc/passwd", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  std::array<char, 16> bytes{};
  if (file < 0 || pread(file, bytes.data(), bytes.size(), 0) <= 0 || read(file, bytes.data(), 4) != 4) return 2;
  if (fcntl(file, F_GETFL) < 0 || fcntl(file, F_SETFD, FD_CLOEXEC) != 0 || close(file) != 0) return 3;
  std::error_code error;
  if (std::filesystem::directory_iterator("/etc", error) == std::filesystem::directory_iterator()) return 4;
  if (std::filesystem::canonical("/proc/self/../self", error).empty()) return 5;
  if (!std::filesystem::exists("/etc", error) || std::filesystem::current_path(error).empty()) return 6;
  std::vector<char> large(std::size_t{64} << 20, 'x');
  std::qsort(large.data(), 1 << 16, 1,
             [](const void* a, const void* b) { return *static_cast<const char*>(a) - *static_cast<const char*>(b); });
  if (sysconf(_SC_NPROCESSORS_ONLN) < 1 || std::thread::hardware_concurrency() < 1) return 7;
  std::this_thread::sleep_for(std::chrono::microseconds(1));
  if (std::chrono::system_clock::now().time_since_epoch().count() == 0) return 8;
  errno = 0;
  if (isatty(file) == 0 && errno == EPERM) return 9;
  return std::fputs("", stderr) < 0 || std::fflush(nullptr) != 0 ? 10 : 0;
}

}  // namespace

TEST_CASE("all layers that this kernel has are in force, and the line says which") {
  CHECK(InChild([] {
          const auto confined = sandbox::ConfineReader({});
          if (!confined.ok() || confined.value().seccomp_missing()) return 1;
          const std::string line = confined.value().Line();
          if (confined.value().landlock_missing()) return line.find("; missing: landlock (") == line.npos ? 2 : 0;
          const std::string abi = std::to_string(confined.value().layers.landlock_abi);
          return line == "reader: no_new_privs, undumpable, capabilities, landlock abi " + abi + ", rlimits, seccomp"
                     ? 0
                     : 3;
        }).exit_status == 0);
}

TEST_CASE("the line names what is missing and why") {
  sandbox::Confinement half;
  half.layers[Layer::kSeccomp] = {true, 0};
  half.layers[Layer::kLandlock] = {false, ENOSYS};
  CHECK(
      half.Line() ==
      "reader: seccomp; missing: no_new_privs, undumpable, capabilities, landlock (Function not implemented), rlimits");
  CHECK(half.landlock_missing());
  CHECK_FALSE(half.seccomp_missing());
  CHECK(sandbox::Confinement{}.Line().rfind("reader: nothing in force; missing: no_new_privs,", 0) == 0);
}

TEST_CASE("a reader can do all that reading takes, and leaves by the front door") {
  const auto ending = InChild([] {
    if (!sandbox::ConfineReader({}).ok()) return 100;
    std::exit(FirstThingRefused());  // NOLINT(concurrency-mt-unsafe): with exit handlers and, in a sanitized build, the
                                     // search for leaks
  });
  CHECK(ending.exit_status == 0);
}

TEST_CASE("a reader of two folders reads nothing beside them") {
  CHECK(InChild([] {
          const std::vector<std::string> paths{"/usr", "/etc/passwd"};
          const auto confined = sandbox::ConfineReader(paths);
          if (!confined.ok()) return 1;
          if (open("/etc/passwd", O_RDONLY) < 0 || open("/usr/bin", O_RDONLY) < 0) return 2;
          if (confined.value().landlock_missing()) return 0;
          return open("/etc/group", O_RDONLY) >= 0 ? 3 : 0;
        }).exit_status == 0);
}

TEST_CASE("a path that is not there is an error of its own kind, and names the path") {
  CHECK(InChild([] {
          const std::vector<std::string> paths{"/nowhere"};
          const auto confined = sandbox::ConfineReader(paths);
          if (confined.ok()) return confined.value().landlock_missing() ? 0 : 1;
          if (confined.error().kind != Error::Kind::kNotFound) return 2;
          return confined.error().what == "/nowhere: No such file or directory" ? 0 : 3;
        }).exit_status == 0);
}

TEST_CASE("threads started in between work on, confined, and no thread comes after") {
  CHECK(InChild([] {
          std::atomic<bool> confined{false};
          std::atomic<int> held{0};
          std::vector<std::thread> workers;
          const auto result = sandbox::ConfineReader({}, [&] {
            for (int i = 0; i < 3; ++i) {
              workers.emplace_back([&] {
                while (!confined) std::this_thread::yield();
                if (FirstThingRefused() == 0 && socket(AF_INET, SOCK_STREAM, 0) < 0) ++held;
              });
            }
          });
          confined = true;
          for (std::thread& worker : workers) worker.join();
          if (!result.ok()) return 1;
          return held == 3 ? 0 : 2;
        }).exit_status == 0);
}

TEST_CASE("a thread that runs before confinement is an error, not a hole") {
  CHECK(InChild([] {
          std::atomic<bool> done{false};
          std::thread early([&] {
            while (!done) std::this_thread::yield();
          });
          const auto confined = sandbox::ConfineReader({});
          done = true;
          early.join();
          return confined.ok() ? 1 : 0;
        }).exit_status == 0);
}

TEST_CASE("what a reader's own assertion does is seen: abort ends it by SIGABRT") {
  const auto ending = InChild([] {
    (void)std::signal(SIGABRT, SIG_DFL);  // the test runner's own handler would speak first
    if (sandbox::ConfineReader({}).ok()) std::abort();
    return 0;
  });
  CHECK(ending.signal == SIGABRT);
}

TEST_CASE("openat2 works where Landlock judges it, and is not there otherwise") {
  CHECK(InChild([] {
          const auto confined = sandbox::ConfineReader({});
          if (!confined.ok()) return 1;
          const std::array<std::uint64_t, 3> how{O_RDONLY | O_CLOEXEC, 0, 0};  // struct open_how: flags, mode, resolve
          const long opened = syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how.data(), sizeof how);
          if (confined.value().layers.landlock_abi >= 3) return opened >= 0 ? 0 : 2;
          return opened < 0 && errno == ENOSYS ? 0 : 3;
        }).exit_status == 0);
}
