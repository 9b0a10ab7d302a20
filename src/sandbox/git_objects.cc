#include "sandbox/git_objects.h"

#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/sha1.h"
#include "base/text.h"

namespace halfsecond::sandbox {
namespace {

constexpr std::size_t kNamesAtOnce = 512;  // fewer bytes than a pipe holds: git may be writing while we do
constexpr std::size_t kMaxHeaderBytes = 4096;

Error Failed(const std::string& what, int number) {
  const Error::Kind kind = number == ENOENT || number == ENOTDIR ? Error::Kind::kNotFound : Error::Kind::kIo;
  return Error{kind, what + ": " + SystemErrorText(number)};
}

// An empty repository of ours: the least that git takes for one. Gone when this is.
class Shadow {
 public:
  Shadow() = default;
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;
  ~Shadow() { Remove(); }

  void Remove() const {
    if (folder_.empty()) return;
    unlink((folder_ + "/HEAD").c_str());
    for (const char* part : {"/objects", "/refs", ""}) rmdir((folder_ + part).c_str());
  }

  Result<void> Make() {
    const char* base = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nothing changes the environment
    std::string folder = std::string(base != nullptr && *base == '/' ? base : "/tmp") + "/halfsecond-git-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) return Failed(folder, errno);
    folder_ = folder;
    for (const char* part : {"/objects", "/refs"}) {
      if (mkdir((folder_ + part).c_str(), 0700) != 0) return Failed(folder_ + part, errno);
    }
    constexpr std::string_view kHead = "ref: refs/heads/none\n";
    const int head = open((folder_ + "/HEAD").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = head >= 0 && write(head, kHead.data(), kHead.size()) == static_cast<ssize_t>(kHead.size());
    const int number = errno;
    if (head >= 0) close(head);
    if (!written) return Failed(folder_ + "/HEAD", number);
    return {};
  }
  void Forget() { folder_.clear(); }  // somebody else removes it
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  int Release(std::size_t end) { return std::exchange(ends[end], -1); }
};

// Leaves a process behind that removes the shadow when nobody holds the answer, a descriptor, any more: we shall be a
// reader by then, or dead.
Result<int> LeaveKeeper(Shadow& shadow) {
  Pipe life;
  if (pipe2(life.ends.data(), O_CLOEXEC) != 0) return Failed("no pipe", errno);
  const pid_t keeper = fork();
  if (keeper < 0) return Failed("no process", errno);
  if (keeper == 0) {
    setsid();
    dup2(life.ends[0], STDIN_FILENO);
    syscall(SYS_close_range, 1U, ~0U, 0U);
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR) continue;
    shadow.Remove();
    _exit(0);
  }
  shadow.Forget();
  return life.Release(1);
}

// Starts `git cat-file --batch` between the two pipes. The answer is its process.
Result<pid_t> Spawn(const std::string& shadow, const std::string& objects, const Pipe& asked, const Pipe& told) {
  std::vector<std::string> environment{"GIT_DIR=" + shadow,        "GIT_ALTERNATE_OBJECT_DIRECTORIES=" + objects,
                                       "GIT_CONFIG_NOSYSTEM=1",    "GIT_CONFIG_GLOBAL=/dev/null",
                                       "GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1",
                                       "GIT_OPTIONAL_LOCKS=0",     "GIT_TERMINAL_PROMPT=0",
                                       "HOME=/nonexistent",        "LC_ALL=C",
                                       "PATH=/usr/bin:/bin"};
  std::vector<std::string> words{"git", "cat-file", "--batch"};
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  };
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, asked.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, told.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = -1;
  int failure = ENOENT;
  for (const char* git : {"/usr/bin/git", "/usr/local/bin/git"}) {
    failure = posix_spawn(&process, git, &files, nullptr, pointers(words).data(), pointers(environment).data());
    if (failure != ENOENT) break;
  }
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0) return Failed("git", failure);
  return process;
}

// git itself does not look again at what it finds under a name.
bool IsNamed(const GitObject& object, std::string_view name) {
  const std::string header = object.type + " " + std::to_string(object.bytes.size()) + '\0';
  const auto bytes = [](std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); };
  const Sha1Digest digest = Sha1().Add(bytes(header)).Add(bytes(object.bytes)).Finish();
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex == name;
}

}  // namespace

struct GitObjects::Inside {
  pid_t process = -1;
  int to_git = -1;
  int from_git = -1;
  int life = -1;  // of the shadow
  std::string held;
  std::size_t at = 0;  // in held: what was taken from it

  ~Inside() {
    if (to_git >= 0) close(to_git);
    if (from_git >= 0) close(from_git);
    if (life >= 0) close(life);
    if (process > 0) waitpid(process, nullptr, 0);  // refused in a reader: then it is reaped when we end
  }

  Result<void> Ask(std::span<const std::string> names) const {
    std::string lines;
    for (const std::string& name : names) lines += name + "\n";
    std::size_t sent = 0;
    while (sent < lines.size()) {
      const ssize_t wrote = write(to_git, lines.data() + sent, lines.size() - sent);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) return Error{Error::Kind::kIo, "git has ended"};
      sent += static_cast<std::size_t>(wrote);
    }
    return {};
  }

  Result<void> More() {
    constexpr std::size_t kReadBytes = 1 << 16;
    if (at > 0) held.erase(0, std::exchange(at, 0));
    const std::size_t before = held.size();
    held.resize(before + kReadBytes);
    ssize_t got = -1;
    do {
      got = read(from_git, held.data() + before, kReadBytes);
    } while (got < 0 && errno == EINTR);
    held.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got <= 0) return Error{Error::Kind::kIo, "git has ended"};
    return {};
  }

  Result<std::string> Line() {
    std::size_t end = std::string::npos;
    while ((end = held.find('\n', at)) == std::string::npos) {
      if (held.size() - at > kMaxHeaderBytes) return Error{Error::Kind::kMalformed, "not an answer of git"};
      HS_CHECK(More());
    }
    std::string line = held.substr(at, end - at);
    at = end + 1;
    return line;
  }

  // gitformat of --batch: "ID TYPE SIZE", the bytes, a line end; or "NAME missing".
  Result<std::optional<GitObject>> Take() {
    HS_TRY(header, Line());
    const std::size_t blank = header.find(' ');
    if (blank == std::string::npos) return Error{Error::Kind::kMalformed, "not an answer of git"};
    if (header.ends_with(" missing") || header.ends_with(" ambiguous")) return std::optional<GitObject>();
    const std::size_t second = header.find(' ', blank + 1);
    if (second == std::string::npos) return Error{Error::Kind::kMalformed, "not an answer of git"};
    std::uint64_t size = 0;
    const char* end = header.data() + header.size();
    const auto [stopped, error] = std::from_chars(header.data() + second + 1, end, size);
    if (error != std::errc() || stopped != end) return Error{Error::Kind::kMalformed, "not an answer of git"};
    if (size > limits::kMaxObjectBytes) return Error{Error::Kind::kLimit, "a git object of " + header.substr(second)};
    while (held.size() - at < size + 1) {
      HS_CHECK(More());
    }
    GitObject object{header.substr(blank + 1, second - blank - 1), held.substr(at, size)};
    at += size + 1;
    return std::optional<GitObject>(std::move(object));
  }
};

GitObjects::GitObjects(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
GitObjects::GitObjects(GitObjects&&) noexcept = default;
GitObjects& GitObjects::operator=(GitObjects&&) noexcept = default;
GitObjects::~GitObjects() = default;

Result<GitObjects> GitObjects::Start(const std::string& objects_directory) {
  std::array<char, PATH_MAX> absolute{};
  if (realpath(objects_directory.c_str(), absolute.data()) == nullptr) return Failed(objects_directory, errno);
  Shadow shadow;
  HS_CHECK(shadow.Make());
  Pipe asked;
  Pipe told;
  if (pipe2(asked.ends.data(), O_CLOEXEC) != 0 || pipe2(told.ends.data(), O_CLOEXEC) != 0) {
    return Failed("no pipe", errno);
  }
  auto inside = std::make_unique<Inside>();
  HS_TRY(process, Spawn(shadow.folder(), absolute.data(), asked, told));
  inside->process = process;
  inside->to_git = asked.Release(1);
  inside->from_git = told.Release(0);
  HS_TRY(life, LeaveKeeper(shadow));
  inside->life = life;
  GitObjects objects(std::move(inside));
  return objects;
}

Result<void> GitObjects::Read(std::span<const std::string> names, const Visitor& visit) {
  for (std::size_t first = 0; first < names.size(); first += kNamesAtOnce) {
    const auto some = names.subspan(first, std::min(kNamesAtOnce, names.size() - first));
    HS_CHECK(inside_->Ask(some));
    for (std::size_t i = 0; i < some.size(); ++i) {
      HS_TRY(object, inside_->Take());
      if (object && !IsNamed(*object, some[i])) {
        return Error{Error::Kind::kMalformed, "git object " + some[i] + " is not what its name says"};
      }
      HS_CHECK(visit(first + i, std::move(object)));
    }
  }
  return {};
}

Result<std::optional<GitObject>> GitObjects::ReadOne(const std::string& name) {
  std::optional<GitObject> one;
  HS_CHECK(Read(std::span(&name, 1), [&one](std::size_t, std::optional<GitObject> object) -> Result<void> {
    one = std::move(object);
    return {};
  }));
  return one;
}

}  // namespace halfsecond::sandbox
