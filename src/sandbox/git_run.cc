#include "sandbox/git_run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/descriptor_io.h"
#include "base/limits.h"
#include "base/text.h"
#include "kits/plugin/kernel_abi.h"
#include "sandbox/confined_program.h"
#include "sandbox/profiles.h"

namespace halfsecond::sandbox {
namespace {

constexpr std::array kPlaces{"/usr/bin/git", "/usr/local/bin/git", "/bin/git"};
constexpr int kPipeBytes = 1 << 20;

// A message of the keeper: how the command `index` ended, and `said_bytes` of what it said after it.
struct Report {
  std::uint32_t index;
  std::int32_t status;
  std::uint32_t said_bytes;
};

struct Pipes {
  std::array<int, 2> input{-1, -1};
  std::array<int, 2> output{-1, -1};
  std::array<int, 2> errors{-1, -1};
};

void CloseOne(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

// Closes all but the standard streams and `kept`: an end of another's pipe, held here, would keep its reader waiting.
void CloseOthers(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned first = 3;
  for (const int descriptor : kept) {
    const auto number = static_cast<unsigned>(std::max(descriptor, 0));
    if (number > first) ::syscall(SYS_close_range, first, number - 1, 0U);
    first = std::max(first, number + 1);
  }
  ::syscall(SYS_close_range, first, ~0U, 0U);
}

int OpenGit() {
  for (const char* place : kPlaces) {
    const int descriptor = ::open(place, O_PATH | O_CLOEXEC);
    if (descriptor >= 0) return descriptor;
  }
  return -1;
}

// Nothing of our own environment: its GIT_* variables would have git read another repository, or run what they name.
// Without GIT_FLUSH git writes each commit by itself; without the limits of malloc (mallopt(3)) it gives the memory of
// each large object back, and has the kernel clear it anew for the next.
std::vector<std::string> Environment(const std::string& shadow) {
  return {"PATH=/nonexistent",
          "LC_ALL=C",
          "TZ=UTC0",
          "HOME=" + shadow,
          "GIT_DIR=" + shadow,
          "GIT_CONFIG_NOSYSTEM=1",
          "GIT_ATTR_NOSYSTEM=1",
          "GIT_CONFIG_GLOBAL=/dev/null",
          "GIT_NO_REPLACE_OBJECTS=1",
          "GIT_NO_LAZY_FETCH=1",
          "GIT_GRAFT_FILE=/dev/null",
          "GIT_TERMINAL_PROMPT=0",
          "GIT_OPTIONAL_LOCKS=0",
          "GIT_PAGER=cat",
          "GIT_FLUSH=0",
          "MALLOC_MMAP_THRESHOLD_=67108864",
          "MALLOC_TRIM_THRESHOLD_=67108864"};
}

// In the child: becomes git.
[[noreturn]] void BecomeGit(const GitCommand& command, const Pipes& pipes, int git, Walls walls) {
  ConfinedProgram start;
  start.program = git;
  start.profile = &kGit;
  start.paths.push_back({-1, "/dev/null", plugin::abi::kLandlockWriteFile});  // which it opens first, to read and write
  start.paths.push_back({-1, command.shadow, 0});
  for (const std::string& path : command.readable) start.paths.push_back({-1, path, 0});
  start.standard = {pipes.input[0], pipes.output[1], pipes.errors[1]};
  start.words = {"git"};
  start.words.insert(start.words.end(), command.arguments.begin(), command.arguments.end());
  start.environment = Environment(command.shadow);
  Become(start, walls);
}

// The process that holds the children.
class GitKeeper {
 public:
  GitKeeper(const std::vector<GitCommand>& commands, std::vector<Pipes>& pipes, int reports)
      : commands_(commands), pipes_(pipes), reports_(reports), said_(commands.size()) {}

  void StartAll(int git, Walls walls) {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
      const pid_t child = ::fork();
      if (child == 0) BecomeGit(commands_[i], pipes_[i], git, walls);
      children_.push_back(child);
    }
    // Only the children hold their ends now, and each other's only until they execute.
    for (Pipes& pipe : pipes_) {
      for (int* end : {&pipe.input[0], &pipe.input[1], &pipe.output[0], &pipe.output[1], &pipe.errors[1]})
        CloseOne(*end);
    }
  }

  void WaitForAll() {
    std::size_t open = commands_.size();
    while (open > 0) {
      std::vector<pollfd> polled;
      for (const Pipes& pipe : pipes_) polled.push_back({pipe.errors[0], POLLIN, 0});
      if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return;
      for (std::size_t i = 0; i < polled.size(); ++i) {
        if (polled[i].revents != 0 && !Listen(i)) --open;
      }
    }
  }

 private:
  // Hears what child `i` says on stderr; false when it has ended.
  bool Listen(std::size_t i) {
    std::array<char, 4096> piece{};
    const ssize_t n = ::read(pipes_[i].errors[0], piece.data(), piece.size());
    if (n < 0 && errno == EINTR) return true;
    if (n > 0) {
      said_[i].append(piece.data(), static_cast<std::size_t>(n));
      if (said_[i].size() > limits::kMaxGitSaysBytes) said_[i].resize(limits::kMaxGitSaysBytes);
      return true;
    }
    CloseOne(pipes_[i].errors[0]);
    int status = 0;
    while (children_[i] > 0 && ::waitpid(children_[i], &status, 0) < 0 && errno == EINTR) {}
    const bool exited = children_[i] > 0 && WIFEXITED(status);
    const Report report{static_cast<std::uint32_t>(i), exited ? WEXITSTATUS(status) : -1,
                        static_cast<std::uint32_t>(said_[i].size())};
    std::string message(reinterpret_cast<const char*>(&report), sizeof report);
    message += said_[i];
    static_cast<void>(WriteAll(reports_, message));  // nobody is left to tell
    return false;
  }

  const std::vector<GitCommand>& commands_;
  std::vector<Pipes>& pipes_;
  int reports_;
  std::vector<std::string> said_;
  std::vector<pid_t> children_;
};

Error Failed(int number) {
  return Error{Error::Kind::kIo, std::string("cannot start git: ") + SystemErrorText(number)};
}

}  // namespace

Result<GitRun> GitRun::Start(const std::vector<GitCommand>& commands, const std::string& directory, Walls walls) {
  GitRun run;
  int git = OpenGit();
  if (git < 0) return Error{Error::Kind::kNotFound, "git is not installed"};
  std::vector<Pipes> pipes(commands.size());
  std::array<int, 2> reports{-1, -1};
  bool ok = ::pipe2(reports.data(), O_CLOEXEC) == 0;
  for (std::size_t i = 0; ok && i < commands.size(); ++i) {
    ok = ::pipe2(pipes[i].output.data(), O_CLOEXEC) == 0 && ::pipe2(pipes[i].errors.data(), O_CLOEXEC) == 0;
    if (ok) ::fcntl(pipes[i].output[0], F_SETPIPE_SZ, kPipeBytes);  // a wish: the two then take turns less often
    if (ok && commands[i].input == GitInput::kPipe) ok = ::pipe2(pipes[i].input.data(), O_CLOEXEC) == 0;
  }
  int number = errno;
  if (ok) {
    run.keeper_ = ::fork();
    number = errno;
  }
  if (run.keeper_ == 0) {
    ::setsid();  // an interrupt ends us and not the one who cleans up
    std::vector<int> kept{git, reports[1]};
    for (const Pipes& pipe : pipes) {
      for (const auto* ends : {&pipe.input, &pipe.output, &pipe.errors})
        kept.insert(kept.end(), ends->begin(), ends->end());
    }
    CloseOthers(std::move(kept));
    (void)std::signal(SIGPIPE, SIG_IGN);
    GitKeeper keeper(commands, pipes, reports[1]);
    keeper.StartAll(git, walls);
    keeper.WaitForAll();
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
    ::_exit(0);
  }
  CloseOne(git);
  CloseOne(reports[1]);
  run.reports_ = reports[0];
  for (Pipes& pipe : pipes) {
    for (int* end : {&pipe.input[0], &pipe.output[1], &pipe.errors[0], &pipe.errors[1]}) CloseOne(*end);
    run.ends_.push_back({pipe.output[0], pipe.input[1]});
  }
  run.known_.resize(commands.size());
  run.is_known_.resize(commands.size());
  if (run.keeper_ < 0) return Failed(number);
  return run;
}

GitRun::GitRun(GitRun&& other) noexcept {
  *this = std::move(other);
}

GitRun& GitRun::operator=(GitRun&& other) noexcept {
  std::swap(ends_, other.ends_);
  std::swap(known_, other.known_);
  std::swap(is_known_, other.is_known_);
  std::swap(reports_, other.reports_);
  std::swap(keeper_, other.keeper_);
  return *this;
}

GitRun::~GitRun() {
  Close();
}

void GitRun::Close() {
  for (Ends& end : ends_) {
    CloseOne(end.output);
    CloseOne(end.input);
  }
  CloseOne(reports_);
  // Without a wall around us we may wait for it; inside, waiting is refused and the keeper ends by itself.
  if (keeper_ > 0) ::waitpid(std::exchange(keeper_, -1), nullptr, 0);
}

void GitRun::CloseInput(std::size_t i) {
  CloseOne(ends_[i].input);
}

GitEnd GitRun::End(std::size_t i) {
  while (!is_known_[i]) {
    Report report{};
    if (!ReadAll(reports_, &report, sizeof report) || report.index >= known_.size() ||
        report.said_bytes > limits::kMaxGitSaysBytes) {
      break;
    }
    GitEnd& end = known_[report.index];
    end.status = report.status;
    end.said.resize(report.said_bytes);
    if (!ReadAll(reports_, end.said.data(), end.said.size())) break;
    is_known_[report.index] = true;
  }
  return known_[i];
}

}  // namespace halfsecond::sandbox
