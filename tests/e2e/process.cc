#include "tests/e2e/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace halfsecond::e2e {
namespace {

constexpr int kCannotExecute = 126;  // the shell's number for it
constexpr int kPollMs = 100;

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Runs in the child, after fork: system calls only.
[[noreturn]] void Become(const Command& command, char** argv, char** environment, const std::array<int, 2>& pipes) {
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(pipes[0], STDOUT_FILENO);
  dup2(pipes[1], STDERR_FILENO);
  setpgid(0, 0);
  if (!command.directory.empty() && chdir(command.directory.c_str()) != 0) _exit(kCannotExecute);
  // With a slash, no fallback: execvpe hands a file the kernel refuses to the shell, which would try to run its bytes.
  if (strchr(argv[0], '/') != nullptr) {
    execve(argv[0], argv, environment);
  } else {
    execvpe(argv[0], argv, environment);
  }
  _exit(kCannotExecute);
}

// Reads both pipes until they are closed. False when the deadline came first.
bool Drain(const std::array<int, 2>& from, Ended& ended, int deadline_s) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(deadline_s);
  std::array<std::string*, 2> into{&ended.out, &ended.err};
  std::array<pollfd, 2> waiting{pollfd{from[0], POLLIN, 0}, pollfd{from[1], POLLIN, 0}};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    if (poll(waiting.data(), waiting.size(), kPollMs) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      std::array<char, 65536> block;
      const ssize_t got = read(waiting[i].fd, block.data(), block.size());
      if (got > 0) {
        into[i]->append(block.data(), static_cast<std::size_t>(got));
      } else {
        waiting[i].fd = -1;
      }
    }
  }
  return true;
}

}  // namespace

Ended Run(const Command& command) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  Ended ended;
  if (pipe2(out.data(), O_CLOEXEC) != 0) return ended;
  if (pipe2(err.data(), O_CLOEXEC) != 0) return ended;
  std::vector<std::string> environment = command.environment;
  if (const char* path = getenv("PATH")) environment.push_back(std::string("PATH=") + path);
  std::vector<char*> argv = Pointers(command.argv);
  std::vector<char*> variables = Pointers(environment);
  const pid_t child = fork();
  if (child == 0) Become(command, argv.data(), variables.data(), {out[1], err[1]});
  close(out[1]);
  close(err[1]);
  ended.late = child < 0 || !Drain({out[0], err[0]}, ended, command.deadline_s);
  if (ended.late && child > 0) kill(-child, SIGKILL);
  int status = 0;
  if (child > 0 && waitpid(child, &status, 0) == child) {
    if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  }
  close(out[0]);
  close(err[0]);
  return ended;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string OnePerLine(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += part + "\n";
  return text;
}

}  // namespace halfsecond::e2e
