#include "sandbox/supervise/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/text.h"
#include "sandbox/supervise/processes.h"

namespace halfsecond::supervise {
namespace {

constexpr int kFirstPassedFd = 3;
constexpr int kParkedFd = 256;    // above anything a plan passes: where descriptors wait while 3, 4, ... are filled
constexpr int kMaxRounds = 1000;  // of killing what still forks, 1 ms apart

Error Failed(const std::string& what, int error) {
  const Error::Kind kind = error == ENOENT || error == ENOTDIR ? Error::Kind::kNotFound : Error::Kind::kIo;
  return Error{kind, what + ": " + SystemErrorText(error)};
}

// Puts the plan's descriptors at 3, 4, ... and closes everything above. In the child.
void PlaceDescriptors(const std::vector<int>& fds, int report) {
  std::vector<int> parked;
  parked.reserve(fds.size());
  for (const int fd : fds) parked.push_back(fcntl(fd, F_DUPFD_CLOEXEC, kParkedFd));
  const int high_report = fcntl(report, F_DUPFD_CLOEXEC, kParkedFd);
  int next = kFirstPassedFd;
  for (const int fd : parked) dup2(fd, next++);
  dup2(high_report, next);
  fcntl(next, F_SETFD, FD_CLOEXEC);
  syscall(SYS_close_range, static_cast<unsigned>(next) + 1, ~0U, 0U);
}

// Becomes the program; comes back only when that failed. In the child.
// NOLINTBEGIN(concurrency-mt-unsafe): the child has one thread
void Become(const ChildPlan& plan, int output, int report) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) static_cast<void>(std::signal(signal, SIG_DFL));
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  PlaceDescriptors(plan.fds, report);

  clearenv();
  for (const std::string& variable : plan.environment) {
    const std::size_t equals = variable.find('=');
    if (equals != std::string::npos) {
      setenv(variable.substr(0, equals).c_str(), variable.c_str() + equals + 1, 1);
    }
  }
  const std::string pid = std::to_string(getpid());
  for (const std::string& name : plan.pid_variables) setenv(name.c_str(), pid.c_str(), 1);
  std::vector<char*> arguments;
  arguments.reserve(plan.command.size() + 1);
  for (const std::string& argument : plan.command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const int error = errno;
  const int where = kFirstPassedFd + static_cast<int>(plan.fds.size());
  if (write(where, &error, sizeof error) < 0) _exit(126);
}
// NOLINTEND(concurrency-mt-unsafe)

}  // namespace

// fork, not posix_spawn: LISTEN_PID is the child's own id, which only the child knows before exec. We are small.
Result<Child> Start(const ChildPlan& plan) {
  int output[2] = {-1, -1};
  int report[2] = {-1, -1};
  if (pipe2(output, O_CLOEXEC) < 0) return Failed("no pipe", errno);
  if (pipe2(report, O_CLOEXEC) < 0) {
    const int error = errno;
    close(output[0]);
    close(output[1]);
    return Failed("no pipe", error);
  }
  const pid_t pid = fork();
  if (pid == 0) {
    Become(plan, output[1], report[1]);
    _exit(127);
  }
  const int fork_error = errno;
  close(output[1]);
  close(report[1]);
  int error = pid < 0 ? fork_error : 0;
  if (pid > 0 && read(report[0], &error, sizeof error) != sizeof error) error = 0;
  close(report[0]);
  if (error != 0) {
    close(output[0]);
    if (pid > 0) waitpid(pid, nullptr, 0);
    return Failed("cannot start " + plan.command[0], error);
  }
  fcntl(output[0], F_SETFL, O_NONBLOCK);
  return Child{pid, output[0]};
}

Result<void> AdoptOrphans() {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return Failed("cannot adopt orphans", errno);
  return {};
}

std::uint32_t EndAllDescendants() {
  std::uint32_t ended = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    for (const pid_t pid : Descendants(getpid())) kill(pid, SIGKILL);
    pid_t reaped = 0;
    while ((reaped = waitpid(-1, nullptr, WNOHANG)) > 0) ++ended;
    if (reaped < 0) break;  // ECHILD: nobody is left
    usleep(1000);
  }
  return ended;
}

}  // namespace halfsecond::supervise
