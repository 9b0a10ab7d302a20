#include "tests/e2e/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>

namespace halfsecond::e2e {
namespace {

constexpr int kCannotExecute = 126;  // the shell's number for it
constexpr int kPollMs = 100;

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Starts the command in a process group of its own; its number, or -1. posix_spawn, not fork: the tests have hundreds
// of megabytes under a sanitizer, and a fork copies the tables of all their pages each time.
pid_t Start(const Command& command, const std::array<int, 2>& pipes) {
  std::vector<std::string> environment = command.environment;
  if (const char* path = getenv("PATH")) environment.push_back(std::string("PATH=") + path);
  const std::vector<char*> argv = Pointers(command.argv);
  const std::vector<char*> variables = Pointers(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipes[0], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipes[1], STDERR_FILENO);
  if (!command.directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  // With a slash, no fallback: a file that the kernel refuses must not be handed to the shell.
  const auto spawn = command.argv[0].find('/') == std::string::npos ? &posix_spawnp : &posix_spawn;
  pid_t child = -1;
  const int error = spawn(&child, argv[0], &actions, &attributes, argv.data(), variables.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? child : -1;
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
  const pid_t child = Start(command, {out[1], err[1]});
  close(out[1]);
  close(err[1]);
  if (child < 0) ended.status = kCannotExecute;
  ended.late = child > 0 && !Drain({out[0], err[0]}, ended, command.deadline_s);
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
