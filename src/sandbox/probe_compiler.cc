#include "sandbox/probe_compiler.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/descriptor_io.h"
#include "base/limits.h"
#include "sandbox/confined_program.h"
#include "sandbox/profiles.h"

namespace halfsecond::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGccFolder = "/usr/lib/gcc";  // <machine>/<version>/cc1
constexpr const char* kHeaders = "/usr/include";
constexpr int kWaitMilliseconds = 10'000;  // its limit on processor time is half of that

struct Compiler {
  std::string path;
  std::string machine;  // which is also the folder of its own headers in /usr/include
};

// The newest one, of all that are installed.
std::optional<Compiler> FindCompiler() {
  std::optional<Compiler> found;
  int newest = -1;
  std::error_code error;
  for (const auto& machine : fs::directory_iterator(kGccFolder, error)) {
    std::error_code of_versions;
    for (const auto& version : fs::directory_iterator(machine.path(), of_versions)) {
      const fs::path program = version.path() / "cc1";
      int number = 0;
      for (const char c : version.path().filename().string()) {
        if (c < '0' || c > '9' || number > 1000) break;
        number = number * 10 + (c - '0');
      }
      if (number <= newest || ::access(program.c_str(), X_OK) != 0) continue;
      newest = number;
      found = Compiler{program.string(), machine.path().filename().string()};
    }
  }
  return found;
}

std::uint64_t IdentityOf(const Compiler& compiler) {
  std::uint64_t identity = 1;
  for (const std::string& path : {compiler.path, std::string(kHeaders), kHeaders + ("/" + compiler.machine)}) {
    struct stat status {};
    static_cast<void>(::stat(path.c_str(), &status));
    for (const std::uint64_t number :
         {std::uint64_t{status.st_dev}, std::uint64_t{status.st_ino}, static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_mtim.tv_sec), static_cast<std::uint64_t>(status.st_mtim.tv_nsec),
          static_cast<std::uint64_t>(status.st_ctim.tv_sec), static_cast<std::uint64_t>(status.st_ctim.tv_nsec)}) {
      identity = (identity ^ number) * 0x9e3779b97f4a7c15ULL;
      identity ^= identity >> 32U;
    }
  }
  return identity | 1U;
}

enum class Ending : std::uint32_t { kCompiles, kRefused, kTooLate, kNotStarted };

// What stands before the words of an answer.
struct AnswerHead {
  Ending ending;
  std::uint32_t said_bytes;
};

std::string BytesOf(const void* data, std::size_t size) {
  return std::string(static_cast<const char*>(data), size);
}

// The process that starts compilers.
class CompilerKeeper {
 public:
  CompilerKeeper(Compiler compiler, int program, Walls walls)
      : compiler_(std::move(compiler)), program_(program), walls_(walls) {}

  void Serve(int questions, int answers) {
    std::uint32_t length = 0;
    while (ReadAll(questions, &length, sizeof length) && length <= limits::kMaxProbeBytes) {
      std::string source(length, '\0');
      if (!ReadAll(questions, source.data(), source.size())) return;
      std::string said;
      const AnswerHead head{Check(source, said), static_cast<std::uint32_t>(said.size())};
      if (!WriteAll(answers, BytesOf(&head, sizeof head) + said)) return;
    }
  }

 private:
  Ending Check(const std::string& source, std::string& said) {
    const int input = ::memfd_create("probe", MFD_CLOEXEC);
    std::array<int, 2> errors{-1, -1};
    if (input < 0 || !WriteAll(input, source) || ::lseek(input, 0, SEEK_SET) != 0 ||
        ::pipe2(errors.data(), O_CLOEXEC) != 0) {
      ::close(input);
      return Ending::kNotStarted;
    }
    const pid_t child = ::fork();
    if (child == 0) {
      ConfinedProgram start;
      start.program = program_;
      start.profile = &kCompiler;
      start.standard = {input, -1, errors[1]};
      start.words = {
          compiler_.path, "-quiet", "-w", "-fsyntax-only", "-imultiarch", compiler_.machine, "-fmax-errors=20",
          "-o",           "-",      "-"};
      start.environment = {"LC_ALL=C"};
      Become(start, walls_);
    }
    ::close(input);
    ::close(errors[1]);
    const bool in_time = child > 0 && Listen(errors[0], said);
    ::close(errors[0]);
    if (child < 0) return Ending::kNotStarted;
    if (!in_time) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (!in_time || WIFSIGNALED(status)) return Ending::kTooLate;
    if (WEXITSTATUS(status) == kProgramNotStarted) return Ending::kNotStarted;
    return WEXITSTATUS(status) == 0 ? Ending::kCompiles : Ending::kRefused;
  }

  // What the compiler says, until it ends; false when it does not in time.
  static bool Listen(int errors, std::string& said) {
    std::array<char, 4096> piece{};
    for (;;) {
      pollfd polled{errors, POLLIN, 0};
      const int ready = ::poll(&polled, 1, kWaitMilliseconds);
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return false;
      const ssize_t n = ::read(errors, piece.data(), piece.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return true;
      said.append(piece.data(), static_cast<std::size_t>(n));
      if (said.size() > limits::kMaxCompilerSays) said.resize(limits::kMaxCompilerSays);
    }
  }

  Compiler compiler_;
  int program_;
  Walls walls_;
};

}  // namespace

std::optional<ProbeCompiler> ProbeCompiler::Start(Walls walls) {
  auto compiler = FindCompiler();
  if (!compiler) return std::nullopt;
  const std::uint64_t identity = IdentityOf(*compiler);
  const int program = ::open(compiler->path.c_str(), O_PATH | O_CLOEXEC);
  std::array<int, 2> questions{-1, -1};
  std::array<int, 2> answers{-1, -1};
  const bool ok = program >= 0 && ::pipe2(questions.data(), O_CLOEXEC) == 0 && ::pipe2(answers.data(), O_CLOEXEC) == 0;
  const pid_t keeper = ok ? ::fork() : -1;
  if (keeper == 0) {
    ::setsid();
    ::close(questions[1]);
    ::close(answers[0]);
    (void)std::signal(SIGPIPE, SIG_IGN);
    CompilerKeeper(std::move(*compiler), program, walls).Serve(questions[0], answers[1]);
    ::_exit(0);
  }
  ProbeCompiler started;
  started.questions_ = questions[1];
  started.answers_ = answers[0];
  started.identity_ = identity;
  for (const int end : {program, questions[0], answers[1]}) {
    if (end >= 0) ::close(end);
  }
  if (keeper < 0) return std::nullopt;
  return started;
}

ProbeCompiler::ProbeCompiler(ProbeCompiler&& other) noexcept {
  *this = std::move(other);
}

ProbeCompiler& ProbeCompiler::operator=(ProbeCompiler&& other) noexcept {
  std::swap(questions_, other.questions_);
  std::swap(answers_, other.answers_);
  std::swap(identity_, other.identity_);
  return *this;
}

ProbeCompiler::~ProbeCompiler() {
  Close();
}

void ProbeCompiler::Close() {
  for (int* end : {&questions_, &answers_}) {
    if (*end >= 0) ::close(std::exchange(*end, -1));
  }
}

Result<ProbeCompiler::Answer> ProbeCompiler::Check(std::string_view source) {
  if (source.size() > limits::kMaxProbeBytes) return Error{Error::Kind::kLimit, "a larger probe than we compile"};
  const auto length = static_cast<std::uint32_t>(source.size());
  AnswerHead head{};
  Answer answer;
  if (!WriteAll(questions_, BytesOf(&length, sizeof length).append(source)) || !ReadAll(answers_, &head, sizeof head) ||
      head.said_bytes > limits::kMaxCompilerSays) {
    return Error{Error::Kind::kIo, "the process that starts compilers is gone"};
  }
  answer.said.resize(head.said_bytes);
  if (!ReadAll(answers_, answer.said.data(), answer.said.size())) {
    return Error{Error::Kind::kIo, "the process that starts compilers is gone"};
  }
  if (head.ending == Ending::kTooLate) return Error{Error::Kind::kLimit, "the compiler did not end in time"};
  if (head.ending == Ending::kNotStarted) return Error{Error::Kind::kIo, "the compiler could not be started"};
  answer.compiles = head.ending == Ending::kCompiles;
  return answer;
}

}  // namespace halfsecond::sandbox
