#include "sandbox/workshop.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "base/descriptor_io.h"
#include "base/limits.h"
#include "base/text.h"
#include "sandbox/workshop_wire.h"

namespace halfsecond::sandbox {
namespace {

using workshop::Frame;
using workshop::Kind;

constexpr unsigned kNobody = 65534;
constexpr int kNamespaces =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWNS;

bool WriteFile(const char* path, const std::string& text) {
  const int descriptor = ::open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool written = WriteAll(descriptor, text);
  ::close(descriptor);
  return written;
}

// Root becomes nobody, outside as well as inside; user_namespaces(7) lets a process map itself.
bool Enter() {
  if (::geteuid() == 0 && (::syscall(SYS_setgroups, 0, nullptr) != 0 || ::setresgid(kNobody, kNobody, kNobody) != 0 ||
                           ::setresuid(kNobody, kNobody, kNobody) != 0)) {
    return false;
  }
  const std::string user = std::to_string(::geteuid());
  const std::string group = std::to_string(::getegid());
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // else /proc/self is root's
  if (::unshare(kNamespaces) != 0) return false;
  return WriteFile("/proc/self/setgroups", "deny") &&
         WriteFile("/proc/self/uid_map", std::to_string(kNobody) + " " + user + " 1") &&
         WriteFile("/proc/self/gid_map", std::to_string(kNobody) + " " + group + " 1");
}

[[noreturn]] void Become(int orders, int answers) {
  constexpr int kFrom = STDIN_FILENO;
  constexpr int kTo = STDOUT_FILENO;
  ::dup2(orders, kFrom);
  ::dup2(answers, kTo);
  ::syscall(SYS_close_range, 3U, ~0U, 0U);  // the pipes of others, who would wait for us
  ::setsid();                               // an interrupt ends us, and with us the pipes
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  if (!Enter()) {
    workshop::Send(kTo, {Kind::kNoRoom, static_cast<std::uint32_t>(errno)}, {}, {});
    ::_exit(1);
  }
  // The first process in the new namespace of processes: when it ends, all others there are killed.
  const pid_t first = ::fork();
  if (first == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    workshop::Serve(kFrom, kTo);
  }
  ::close(kFrom);
  ::close(kTo);
  while (first > 0 && ::waitpid(first, nullptr, 0) < 0 && errno == EINTR) {}
  ::_exit(0);
}

Error Gone() {
  return Error{Error::Kind::kIo, "the workshop has ended"};
}

bool LeadsOut(std::string_view path) {
  const std::string whole = "/" + std::string(path) + "/";
  return path.empty() || path.starts_with('/') || path.size() > limits::kMaxPathBytes ||
         whole.find("/../") != std::string::npos || path.find('\0') != std::string_view::npos;
}

}  // namespace

Result<Workshop> Workshop::Start() {
  std::array<int, 2> orders{-1, -1};
  std::array<int, 2> answers{-1, -1};
  if (::pipe2(orders.data(), O_CLOEXEC) != 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
  if (::pipe2(answers.data(), O_CLOEXEC) != 0) {
    for (const int end : orders) ::close(end);
    return Error{Error::Kind::kIo, SystemErrorText(errno)};
  }
  const pid_t process = ::fork();
  if (process == 0) {
    ::close(orders[1]);
    ::close(answers[0]);
    Become(orders[0], answers[1]);
  }
  ::close(orders[0]);
  ::close(answers[1]);
  Workshop made(orders[1], answers[0], process);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  Frame frame;
  if (process < 0 || !ReadAll(made.from_, &frame, sizeof frame)) return Gone();
  if (frame.kind == Kind::kReady) return made;
  return Error{Error::Kind::kUnsupported, "no room for a workshop: " + SystemErrorText(static_cast<int>(frame.number))};
}

Workshop::Workshop(Workshop&& other) noexcept
    : to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)),
      process_(std::exchange(other.process_, -1)) {}

Workshop& Workshop::operator=(Workshop&& other) noexcept {
  std::swap(to_, other.to_);
  std::swap(from_, other.from_);
  std::swap(process_, other.process_);
  return *this;
}

Workshop::~Workshop() {
  if (to_ >= 0) ::close(to_);
  if (from_ >= 0) ::close(from_);
  // Refused once we are a reader: then it is reaped when we end.
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

Result<void> Workshop::PutFile(std::string_view path, std::uint32_t mode, std::string_view content) {
  if (LeadsOut(path)) return Error{Error::Kind::kMalformed, "a path that leads out of its folder"};
  return workshop::Send(to_, {Kind::kFile, mode}, path, content) ? Result<void>() : Result<void>(Gone());
}

Result<void> Workshop::PutLink(std::string_view path, std::string_view target) {
  if (LeadsOut(path) || target.find('\0') != std::string_view::npos) {
    return Error{Error::Kind::kMalformed, "a path that leads out of its folder"};
  }
  return workshop::Send(to_, {Kind::kLink}, path, target) ? Result<void>() : Result<void>(Gone());
}

Result<WorkEnd> Workshop::Run(const std::vector<std::string>& words, std::string_view folder,
                              std::chrono::seconds deadline) {
  std::string all;
  for (const std::string& word : words) all.append(word).push_back('\0');
  if (!workshop::Send(to_, {Kind::kRun, static_cast<std::uint32_t>(deadline.count())}, folder, all)) return Gone();
  Frame frame;
  WorkEnd end;
  if (!ReadAll(from_, &frame, sizeof frame) || frame.kind != Kind::kEnded ||
      frame.number > static_cast<std::uint32_t>(WorkEnd::How::kNotFound) || frame.first_bytes > workshop::kSaidBytes ||
      !workshop::Receive(from_, frame.first_bytes, end.said)) {
    return Gone();
  }
  end.how = static_cast<WorkEnd::How>(frame.number);
  end.status = static_cast<int>(frame.status);
  return end;
}

Result<std::optional<std::string>> Workshop::Fetch(std::string_view path) {
  if (LeadsOut(path)) return Error{Error::Kind::kMalformed, "a path that leads out of its folder"};
  if (!workshop::Send(to_, {Kind::kFetch}, path, {})) return Gone();
  Frame frame;
  if (!ReadAll(from_, &frame, sizeof frame)) return Gone();
  if (frame.kind == Kind::kAbsent) return std::optional<std::string>();
  std::string content;
  if (frame.kind != Kind::kContent || frame.first_bytes > limits::kMaxObjectBytes ||
      !workshop::Receive(from_, frame.first_bytes, content)) {
    return Gone();
  }
  return std::optional<std::string>(std::move(content));
}

}  // namespace halfsecond::sandbox
