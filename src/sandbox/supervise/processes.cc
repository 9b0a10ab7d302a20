#include "sandbox/supervise/processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <map>
#include <memory>
#include <string_view>

namespace halfsecond::supervise {
namespace {

constexpr std::size_t kMaxProcessFiles = 65536;    // entries we follow in one folder of /proc
constexpr std::size_t kMaxProcText = 4ULL << 20U;  // bytes of one file of /proc
constexpr std::string_view kSocketLink = "socket:[";

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

std::string ReadProc(const std::string& path) {
  std::string text;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return text;
  char buffer[16384];
  for (ssize_t n = 0; text.size() < kMaxProcText && (n = read(fd, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  close(fd);
  return text;
}

std::string ReadLink(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = readlink(path.c_str(), target, sizeof target);
  return length < 0 ? std::string() : std::string(target, static_cast<std::size_t>(length));
}

template <class Number>
std::optional<Number> Parse(std::string_view text, int base = 10) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

// Names in a folder that are numbers, ascending. Nothing when the folder cannot be opened.
std::optional<std::vector<int>> Numbers(const std::string& path) {
  const std::unique_ptr<DIR, CloseFolder> folder(opendir(path.c_str()));
  if (folder == nullptr) return std::nullopt;
  std::vector<int> numbers;
  for (const dirent* entry = nullptr;
       // NOLINTNEXTLINE(concurrency-mt-unsafe): the folder is ours alone, and so is its entry
       numbers.size() < kMaxProcessFiles && (entry = readdir(folder.get())) != nullptr;) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    if (const auto number = Parse<int>(entry->d_name)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// The parent's id: the second field after the command's closing bracket, which a command may hold too (proc(5), stat).
pid_t ParentOf(pid_t pid) {
  const std::string stat = ReadProc("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t bracket = stat.rfind(')');
  if (bracket == std::string::npos || stat.size() < bracket + 5) return -1;
  return Parse<pid_t>(std::string_view(stat).substr(bracket + 4)).value_or(-1);
}

}  // namespace

std::vector<pid_t> Descendants(pid_t root) {
  std::map<pid_t, pid_t> parent;
  for (const int pid : Numbers("/proc").value_or(std::vector<int>())) parent[pid] = ParentOf(pid);
  std::set<pid_t> inside{root};
  std::vector<pid_t> found;
  // A parent may have a higher number than its child once numbers have wrapped: until nothing new is found.
  for (std::size_t before = 0; before != inside.size();) {
    before = inside.size();
    for (const auto& [pid, parent_pid] : parent) {
      if (inside.count(parent_pid) != 0 && inside.insert(pid).second) found.push_back(pid);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string ProgramOf(pid_t pid) {
  return ReadLink("/proc/" + std::to_string(pid) + "/exe");
}

std::optional<HeldDescriptor> DescriptorOf(pid_t pid, int fd) {
  const std::string info = ReadProc("/proc/" + std::to_string(pid) + "/fdinfo/" + std::to_string(fd));
  const std::size_t flags = info.find("flags:\t");
  if (flags == std::string::npos) return std::nullopt;
  const auto bits = Parse<unsigned>(std::string_view(info).substr(flags + 7), 8);
  if (!bits) return std::nullopt;
  return HeldDescriptor{pid, fd, (*bits & O_CLOEXEC) != 0, ProgramOf(pid)};
}

std::optional<std::vector<SocketDescriptor>> SocketsOf(pid_t pid) {
  const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
  const auto fds = Numbers(folder);
  if (!fds) return std::nullopt;
  std::vector<SocketDescriptor> sockets;
  for (const int fd : *fds) {
    const std::string link = ReadLink(folder + "/" + std::to_string(fd));
    if (link.rfind(kSocketLink, 0) != 0) continue;
    const auto inode = Parse<std::uint64_t>(std::string_view(link).substr(kSocketLink.size()));
    const auto held = DescriptorOf(pid, fd);
    if (inode && held) sockets.push_back({*held, *inode});
  }
  return sockets;
}

std::set<std::uint64_t> NamelessDatagramSockets(pid_t pid) {
  constexpr std::size_t kTypeField = 4, kInodeField = 6, kNameField = 7;
  const std::string table = ReadProc("/proc/" + std::to_string(pid) + "/net/unix");
  std::set<std::uint64_t> inodes;
  std::size_t line_at = table.find('\n');  // the first line is a heading
  while (line_at != std::string::npos && line_at + 1 < table.size()) {
    const std::size_t end = table.find('\n', line_at + 1);
    const std::string_view line = std::string_view(table).substr(line_at + 1, end - line_at - 1);
    line_at = end;
    std::vector<std::string_view> fields;
    for (std::size_t at = line.find_first_not_of(' '); at != std::string_view::npos && fields.size() <= kNameField;) {
      const std::size_t stop = std::min(line.find(' ', at), line.size());
      fields.push_back(line.substr(at, stop - at));
      at = line.find_first_not_of(' ', stop);
    }
    if (fields.size() != kNameField || fields[kTypeField] != "0002") continue;  // SOCK_DGRAM, no name
    if (const auto inode = Parse<std::uint64_t>(fields[kInodeField])) inodes.insert(*inode);
  }
  return inodes;
}

std::optional<HeldDescriptor> WaitingSend(pid_t pid) {
  const std::string folder = "/proc/" + std::to_string(pid) + "/task";
  const std::vector<int> threads = Numbers(folder).value_or(std::vector<int>());
  for (const int thread : threads) {
    // proc(5): the number of the system call that the thread waits in, then its arguments in hexadecimal.
    const std::string call = ReadProc(folder + "/" + std::to_string(thread) + "/syscall");
    const auto number = Parse<long>(call);
    const std::size_t argument = call.find(" 0x");
    if (!number || argument == std::string::npos) continue;
    constexpr long kSends[] = {SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_write, SYS_writev};
    if (std::find(std::begin(kSends), std::end(kSends), *number) == std::end(kSends)) continue;
    const auto fd = Parse<std::uint64_t>(std::string_view(call).substr(argument + 3), 16);
    if (!fd || *fd > INT_MAX) continue;
    const std::set<std::uint64_t> nameless = NamelessDatagramSockets(pid);
    for (const SocketDescriptor& socket : SocketsOf(pid).value_or(std::vector<SocketDescriptor>())) {
      if (socket.held.fd == static_cast<int>(*fd) && nameless.count(socket.inode) != 0) return socket.held;
    }
  }
  return std::nullopt;
}

}  // namespace halfsecond::supervise
