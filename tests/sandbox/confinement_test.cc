#include "sandbox/confinement.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

// The exit status of a child that does `work`; -1 when a signal ended it.
int InChild(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("a reader still reads, and neither connects nor writes") {
  CHECK(InChild([] {
          const auto confined = sandbox::ConfineReader({});
          if (!confined.ok()) return 1;
          if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0) return 2;
          if (socket(AF_INET, SOCK_STREAM, 0) >= 0) return 3;
          if (errno != EPERM) return 4;
          return open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0 ? 5 : 0;
        }) == 0);
}
