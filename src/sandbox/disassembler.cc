#include "sandbox/disassembler.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

#include "base/descriptor_io.h"
#include "base/limits.h"
#include "base/text.h"
#include "sandbox/plugin.h"

namespace halfsecond::sandbox {

namespace {

// A message: its kind, its length, its bytes. A question's kind is its operation; an answer's 0, or 1 and the kind of
// an Error.
struct Head {
  std::uint64_t kind;
  std::uint64_t bytes;
};
constexpr std::uint64_t kMostMessageBytes = limits::kMaxWalkedCodeBytes + (std::uint64_t{64} << 20);

bool Send(int to, std::uint64_t kind, std::string_view text) {
  const Head head{kind, text.size()};
  return WriteAll(to, {reinterpret_cast<const char*>(&head), sizeof head}) && WriteAll(to, text);
}

std::optional<std::pair<std::uint64_t, std::string>> Receive(int from) {
  Head head{};
  if (!ReadAll(from, &head, sizeof head) || head.bytes > kMostMessageBytes) return std::nullopt;
  std::string text(head.bytes, '\0');
  if (!ReadAll(from, text.data(), text.size())) return std::nullopt;
  return std::pair(head.kind, std::move(text));
}

using Message = std::pair<std::uint64_t, std::string>;

Result<std::string> Answer(std::optional<Plugin>& plugin, const std::string& directory, const Message& question) {
  if (!plugin) {
    HS_TRY(started, Plugin::Start("disasm", directory, Plugin::Use::kOneWorker));
    plugin.emplace(std::move(started));
  }
  std::string answer;
  PluginJob job;
  job.operation = static_cast<std::uint32_t>(question.first);
  job.bytes = Bytes::Of(question.second);
  job.on_output = [&answer](Bytes piece) -> Result<void> {
    answer += piece.text();
    return {};
  };
  HS_CHECK(plugin->Run(job));
  return answer;
}

// The child: it serves until its parent goes, and nothing of the terminal or of a pipe is its own.
[[noreturn]] void Serve(int from, int to, const std::string& directory, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0);
  if (getppid() != parent) _exit(0);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {0, 1, 2}) {
    if (nothing >= 0 && standard != from && standard != to) dup2(nothing, standard);
  }
  std::optional<Plugin> plugin;
  for (auto question = Receive(from); question; question = Receive(from)) {
    const auto answer = Answer(plugin, directory, *question);
    if (answer.ok() ? !Send(to, 0, *answer)
                    : !Send(to, 1 + static_cast<std::uint64_t>(answer.error().kind), answer.error().what)) {
      break;
    }
  }
  plugin.reset();
  _exit(0);
}

}  // namespace

Result<Disassembler> Disassembler::Start(const std::string& directory) {
  std::array<int, 2> there{-1, -1};
  std::array<int, 2> back{-1, -1};
  const pid_t parent = getpid();
  if (pipe2(there.data(), O_CLOEXEC) == 0 && pipe2(back.data(), O_CLOEXEC) == 0) {
    const pid_t child = fork();
    if (child == 0) {
      close(there[1]);
      close(back[0]);
      Serve(there[0], back[1], directory, parent);
    }
    close(there[0]);
    close(back[1]);
    if (child > 0) return Disassembler(there[1], back[0]);
    there[0] = back[1] = -1;
  }
  const int error = errno;
  for (const int end : {there[0], there[1], back[0], back[1]}) {
    if (end >= 0) close(end);
  }
  return Error{Error::Kind::kIo, std::string("no child for the disassembler: ") + SystemErrorText(error)};
}

Disassembler::Disassembler(Disassembler&& other) noexcept
    : to_(std::exchange(other.to_, -1)), from_(std::exchange(other.from_, -1)) {}

Disassembler& Disassembler::operator=(Disassembler&& other) noexcept {
  std::swap(to_, other.to_);
  std::swap(from_, other.from_);
  return *this;
}

Disassembler::~Disassembler() {
  if (to_ >= 0) close(to_);
  if (from_ >= 0) close(from_);
}

Result<std::string> Disassembler::Ask(std::uint32_t operation, Bytes question) {
  const Error gone{Error::Kind::kIo, "no disassembler runs"};
  if (to_ < 0) return gone;
  // A child that died must not take us with it.
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  const bool sent = Send(to_, operation, question.text());
  ::sigaction(SIGPIPE, &before, nullptr);
  if (!sent) return gone;
  auto answer = Receive(from_);
  if (!answer) return gone;
  if (answer->first == 0) return std::move(answer->second);
  const auto kind = std::min(answer->first - 1, static_cast<std::uint64_t>(Error::Kind::kNotFound));
  return Error{static_cast<Error::Kind>(kind), std::move(answer->second)};
}

}  // namespace halfsecond::sandbox
