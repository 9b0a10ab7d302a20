#include "analysis/survey/store_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include "analysis/survey/store_database.h"
#include "base/text.h"
#include "sandbox/confinement.h"

namespace halfsecond::survey {
namespace {

// A message: a byte kind, then device, inode and length as 64-bit numbers of this machine, then `length` bytes.
constexpr char kPut = 'P';
constexpr char kForget = 'D';
constexpr char kAnswer = 'A';
constexpr char kCommit = 'C';
constexpr std::uint64_t kMaxMessageBytes = 64ULL << 20;  // of one folder; largest met: 1.3 MB

struct Head {
  std::uint64_t kind;
  FolderKey key;
  std::uint64_t length;
};

bool ReadAll(int descriptor, void* into, std::size_t length) {
  auto* at = static_cast<char*>(into);
  while (length > 0) {
    const ssize_t n = ::read(descriptor, at, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    length -= static_cast<std::size_t>(n);
  }
  return true;
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// The writer's side: takes messages until kCommit. An end before that means that the survey died: nothing is kept.
class Scribe {
 public:
  Scribe(std::string file, std::string system) : file_(std::move(file)), system_(std::move(system)) {}

  // Returns "" or what went wrong. After an error messages are still taken, so that the survey never waits.
  std::string Serve(int from) {
    Head head{};
    std::string bytes;
    while (ReadAll(from, &head, sizeof head)) {
      if (head.length > kMaxMessageBytes) return "a message too long";
      bytes.resize(head.length);
      if (!ReadAll(from, bytes.data(), bytes.size())) return "the survey ended early";
      if (trouble_.empty()) Take(head, bytes);
      if (head.kind == kCommit) return trouble_;
    }
    return "the survey ended early";
  }

 private:
  void Take(const Head& head, const std::string& bytes) {
    if (head.kind == kCommit && !database_) return;  // nothing had to be written
    if (!database_) {
      auto opened = StoreDatabase::OpenToWrite(file_);
      if (!opened.ok()) {
        trouble_ = opened.error().what;
        return;
      }
      database_.emplace(std::move(*opened));
    }
    Result<void> done;
    if (head.kind == kPut) done = database_->PutFolder(system_, head.key, bytes);
    if (head.kind == kForget) done = database_->ForgetFolder(system_, head.key);
    if (head.kind == kAnswer) done = database_->PutAnswer(system_, bytes);
    if (head.kind == kCommit) done = database_->Commit();
    if (!done.ok()) trouble_ = done.error().what;
  }

  std::string file_;
  std::string system_;
  std::string trouble_;
  std::optional<StoreDatabase> database_;
};

[[noreturn]] void RunScribe(const StorePlace& place, const std::string& system, StoreWriter::Confined confined,
                            int from, int to) {
  ::umask(0077);
  std::string trouble;
  if (confined == StoreWriter::Confined::kYes) {
    const auto confinement = sandbox::ConfineStoreWriter(place.directory);
    if (!confinement.ok()) trouble = "cannot be confined: " + confinement.error().what;
  }
  if (trouble.empty()) trouble = Scribe(place.file, system).Serve(from);
  WriteAll(to, trouble.empty() ? "." : "!" + trouble);
  ::_exit(0);
}

}  // namespace

Result<StoreWriter> StoreWriter::Start(const StorePlace& place, const std::string& system, Confined confined) {
  std::array<int, 2> to{-1, -1};
  std::array<int, 2> back{-1, -1};
  if (::pipe2(to.data(), O_CLOEXEC) != 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
  StoreWriter writer(to[1], -1);
  if (::pipe2(back.data(), O_CLOEXEC) != 0) {
    const int number = errno;
    ::close(to[0]);
    return Error{Error::Kind::kIo, SystemErrorText(number)};
  }
  writer.from_writer_ = back[0];
  const pid_t child = ::fork();
  const int number = errno;
  if (child == 0) {
    ::close(to[1]);
    ::close(back[0]);
    RunScribe(place, system, confined, to[0], back[1]);
  }
  ::close(to[0]);
  ::close(back[1]);
  if (child < 0) return Error{Error::Kind::kIo, SystemErrorText(number)};
  return writer;
}

StoreWriter::StoreWriter(StoreWriter&& other) noexcept
    : to_writer_(std::exchange(other.to_writer_, -1)),
      from_writer_(std::exchange(other.from_writer_, -1)),
      is_broken_(other.is_broken_) {}

StoreWriter& StoreWriter::operator=(StoreWriter&& other) noexcept {
  std::swap(to_writer_, other.to_writer_);
  std::swap(from_writer_, other.from_writer_);
  std::swap(is_broken_, other.is_broken_);
  return *this;
}

StoreWriter::~StoreWriter() {
  Close();
}

void StoreWriter::Close() {
  if (to_writer_ >= 0) ::close(to_writer_);
  if (from_writer_ >= 0) ::close(from_writer_);
  to_writer_ = from_writer_ = -1;
}

void StoreWriter::Send(char kind, FolderKey key, std::string_view bytes) {
  if (is_broken_ || bytes.size() > kMaxMessageBytes) return;
  // A writer that died must not take us with it.
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  const Head head{static_cast<std::uint64_t>(kind), key, bytes.size()};
  const std::string_view start(reinterpret_cast<const char*>(&head), sizeof head);
  is_broken_ = !WriteAll(to_writer_, start) || !WriteAll(to_writer_, bytes);
  ::sigaction(SIGPIPE, &before, nullptr);
}

void StoreWriter::PutFolder(FolderKey key, std::string_view page) {
  Send(kPut, key, page);
}

void StoreWriter::ForgetFolder(FolderKey key) {
  Send(kForget, key, {});
}

void StoreWriter::PutAnswer(std::string_view json) {
  Send(kAnswer, {}, json);
}

Result<void> StoreWriter::Finish() {
  Send(kCommit, {}, {});
  std::string told;
  std::array<char, 256> piece{};
  for (;;) {
    const ssize_t n = ::read(from_writer_, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    told.append(piece.data(), static_cast<std::size_t>(n));
  }
  Close();
  if (told == ".") return {};
  return Error{Error::Kind::kIo, told.size() > 1 ? told.substr(1) : "the writing process died"};
}

}  // namespace halfsecond::survey
