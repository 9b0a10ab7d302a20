#include "sandbox/reader_child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/descriptor_io.h"
#include "base/limits.h"
#include "base/text.h"
#include "sandbox/confinement.h"

namespace halfsecond::sandbox {
namespace {

constexpr int kNotConfined = 3;
constexpr int kNotWritten = 4;

[[noreturn]] void Work(const std::function<std::string()>& work, Walls walls, int to) {
  if (walls == Walls::kUp) {
    const auto confinement = ConfineReader({});
    if (!confinement.ok() || (confinement->landlock_missing() && confinement->seccomp_missing())) ::_exit(kNotConfined);
  }
  ::_exit(WriteAll(to, work()) ? 0 : kNotWritten);
}

}  // namespace

Result<std::string> AskReader(const std::function<std::string()>& work, Walls walls) {
  std::array<int, 2> pipe{-1, -1};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    Work(work, walls, pipe[1]);
  }
  const int fork_error = errno;
  ::close(pipe[1]);
  std::string answer;
  std::array<char, 65536> piece{};
  while (child > 0 && answer.size() <= limits::kMaxScoutBytes) {
    const ssize_t n = ReadSome(pipe[0], piece.data(), piece.size());
    if (n <= 0) break;
    answer.append(piece.data(), static_cast<std::size_t>(n));
  }
  ::close(pipe[0]);
  if (child < 0) return Error{Error::Kind::kIo, SystemErrorText(fork_error)};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (answer.size() > limits::kMaxScoutBytes) return Error{Error::Kind::kLimit, "more than we are willing to hear"};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const bool unconfined = WIFEXITED(status) && WEXITSTATUS(status) == kNotConfined;
    return Error{Error::Kind::kIo, unconfined ? "neither Landlock nor seccomp can be had here" : "the reader died"};
  }
  return answer;
}

}  // namespace halfsecond::sandbox
