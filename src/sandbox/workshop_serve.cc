// The side of a workshop where the work is done: it takes files, runs programs on them and hands files back.

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <vector>

#include "base/descriptor_io.h"
#include "base/limits.h"
#include "sandbox/profiles.h"
#include "sandbox/workshop.h"
#include "sandbox/workshop_wire.h"

namespace halfsecond::sandbox::workshop {
namespace {

using Clock = std::chrono::steady_clock;
using How = WorkEnd::How;

constexpr int kNotFound = 127;
constexpr int kLookMilliseconds = 20;

bool Confine() {
  std::vector<plugin::PathRule> rules{{-1, "/", 0},
                                      {-1, "/workshop", plugin::abi::kLandlockEveryFileRight},
                                      {-1, "/tmp", plugin::abi::kLandlockEveryFileRight},
                                      {-1, "/dev/null", plugin::abi::kLandlockWriteFile}};
  const auto all = plugin::Confine(kWorkshop, rules, {});
  return all.ok() && all.value().InForce(plugin::Layer::kSeccomp);
}

void MakeFoldersAbove(const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    ::mkdir(path.substr(0, slash).c_str(), 0755);
  }
}

void Put(const std::string& path, std::uint32_t mode, std::string_view content) {
  MakeFoldersAbove(path);
  const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (made < 0) return;
  WriteAll(made, content);
  ::fchmod(made, (mode & 0755U) | 0600U);
  ::close(made);
}

[[noreturn]] void Become(const std::string& folder, std::string& words, int output) {
  if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(kNotFound);
  ::setsid();
  static_cast<void>(std::signal(SIGPIPE, SIG_DFL));
  ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::syscall(SYS_close_range, 3U, ~0U, 0U);
  std::vector<char*> arguments;
  arguments.reserve(words.size());
  for (std::size_t at = 0; at < words.size(); at = words.find('\0', at) + 1) arguments.push_back(words.data() + at);
  arguments.push_back(nullptr);
  std::array<std::string, 10> variables{"PATH=/usr/bin:/bin", "LC_ALL=C",           "TZ=UTC0",         "HOME=/tmp",
                                        "TMPDIR=/tmp",        "AUTOPOINT=true",     "LIBTOOLIZE=true", "GTKDOCIZE=true",
                                        "INTLTOOLIZE=true",   "SOURCE_DATE_EPOCH=0"};
  std::vector<char*> environment;
  environment.reserve(variables.size() + 1);
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  const std::string program = std::string("/usr/bin/") + arguments[0];
  ::execve(program.c_str(), arguments.data(), environment.data());
  ::_exit(kNotFound);
}

// The end of what it says is what tells why it failed.
void Hear(int from, std::string& said) {
  std::array<char, 4096> piece{};
  const ssize_t n = ::read(from, piece.data(), piece.size());
  if (n > 0) said.append(piece.data(), static_cast<std::size_t>(n));
  if (said.size() > kSaidBytes) said.erase(0, said.size() - kSaidBytes);
}

void Run(const Frame& order, const std::string& folder, std::string words, int to) {
  std::array<int, 2> output{-1, -1};
  if (words.empty() || words.back() != '\0' || ::pipe2(output.data(), O_CLOEXEC | O_NONBLOCK) != 0) ::_exit(1);
  const pid_t child = ::fork();
  if (child == 0) Become(folder, words, output[1]);
  ::close(output[1]);
  const auto end = Clock::now() + std::chrono::seconds(order.number);
  std::string said;
  int status = 0;
  pid_t ended = 0;
  while (child > 0 && ended == 0 && Clock::now() < end) {
    pollfd polled{output[0], POLLIN, 0};
    ::poll(&polled, 1, kLookMilliseconds);
    if ((polled.revents & POLLIN) != 0) Hear(output[0], said);
    // Once it has closed its output there is nothing to be woken by.
    if ((polled.revents & (POLLHUP | POLLIN)) == POLLHUP) ::poll(nullptr, 0, 1);
    ended = ::waitpid(child, &status, WNOHANG);
  }
  ::kill(-1, SIGKILL);  // all but us
  while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR) continue;
  for (std::size_t before = said.size() + 1; before != said.size();) {
    before = said.size();
    Hear(output[0], said);
    if (said.size() == kSaidBytes) break;
  }
  ::close(output[0]);
  How how = ended > 0 ? How::kKilled : How::kTooLong;
  if (ended > 0 && WIFEXITED(status)) how = WEXITSTATUS(status) == kNotFound ? How::kNotFound : How::kExited;
  const Frame frame{Kind::kEnded, static_cast<std::uint32_t>(how), ended > 0 ? WEXITSTATUS(status) : -1};
  if (!Send(to, frame, said, {})) ::_exit(1);
}

void HandBack(const std::string& path, int to) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat seen {};
  std::string content;
  const bool is_file = file >= 0 && ::fstat(file, &seen) == 0 && S_ISREG(seen.st_mode) &&
                       static_cast<std::uint64_t>(seen.st_size) <= limits::kMaxObjectBytes &&
                       Receive(file, static_cast<std::uint64_t>(seen.st_size), content);
  if (file >= 0) ::close(file);
  if (!Send(to, {is_file ? Kind::kContent : Kind::kAbsent}, is_file ? content : std::string_view(), {})) ::_exit(1);
}

void Obey(const Frame& frame, const std::string& first, const std::string& second, int to) {
  if (frame.kind == Kind::kFile) Put(first, frame.number, second);
  if (frame.kind == Kind::kLink) {
    MakeFoldersAbove(first);
    if (::symlink(second.c_str(), first.c_str()) != 0) return;  // a second of that name
  }
  if (frame.kind == Kind::kRun) Run(frame, first, second, to);
  if (frame.kind == Kind::kFetch) HandBack(first, to);
}

}  // namespace

bool Send(int to, Frame frame, std::string_view first, std::string_view second) {
  frame.first_bytes = first.size();
  frame.second_bytes = second.size();
  return WriteAll(to, {reinterpret_cast<const char*>(&frame), sizeof frame}) && WriteAll(to, first) &&
         WriteAll(to, second);
}

bool Receive(int from, std::uint64_t bytes, std::string& into) {
  into.resize(bytes);
  return ReadAll(from, into.data(), into.size());
}

void Serve(int from, int to) {
  if (!MakeRoom() || !Confine()) {
    Send(to, {Kind::kNoRoom, static_cast<std::uint32_t>(errno)}, {}, {});
    ::_exit(1);
  }
  if (!Send(to, {Kind::kReady}, {}, {})) ::_exit(1);
  Frame frame;
  std::string first;
  std::string second;
  while (ReadAll(from, &frame, sizeof frame)) {
    if (frame.first_bytes > limits::kMaxPathBytes || frame.second_bytes > limits::kMaxObjectBytes) break;
    if (!Receive(from, frame.first_bytes, first) || !Receive(from, frame.second_bytes, second)) break;
    Obey(frame, first, second, to);
  }
  ::_exit(0);
}

}  // namespace halfsecond::sandbox::workshop
