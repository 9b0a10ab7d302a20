#include "analysis/store/writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include "analysis/store/database.h"
#include "base/descriptor_io.h"
#include "base/text.h"
#include "sandbox/confinement.h"

namespace halfsecond::store {
namespace {

// A message: five 64-bit numbers of this machine, then the subject, then the bytes.
constexpr char kUse = 'U';
constexpr char kPut = 'P';
constexpr char kForget = 'D';
constexpr char kAnswer = 'A';
constexpr char kCommit = 'C';
constexpr std::uint64_t kMaxMessageBytes = 64ULL << 20;  // of one page; largest met: 8 MB
constexpr std::uint64_t kMaxSubjectBytes = 4096;         // longest met: 60

struct Head {
  std::uint64_t kind;
  PageKey key;
  std::uint64_t subject_length;
  std::uint64_t length;
};

// The writer's side: takes messages until kCommit. An end before that means that the run died: nothing is kept.
class Scribe {
 public:
  Scribe(const Place& place, std::string maker) : place_(place), maker_(std::move(maker)) {}

  // Returns "" or what went wrong. After an error messages are still taken, so that the run never waits.
  std::string Serve(int from) {
    Head head{};
    std::string subject;
    std::string bytes;
    while (ReadAll(from, &head, sizeof head)) {
      if (head.length > kMaxMessageBytes || head.subject_length > kMaxSubjectBytes) return "a message too long";
      subject.resize(head.subject_length);
      bytes.resize(head.length);
      if (!ReadAll(from, subject.data(), subject.size()) || !ReadAll(from, bytes.data(), bytes.size())) {
        return "the run ended early";
      }
      if (trouble_.empty()) Take(head, subject, bytes);
      if (head.kind == kCommit) return trouble_;
    }
    return "the run ended early";
  }

 private:
  void Take(const Head& head, const std::string& subject, const std::string& bytes) {
    if (head.kind == kCommit && !database_) return;  // nothing had to be written
    if (!database_) {
      auto opened = Database::OpenToWrite(place_.file, place_.most_bytes);
      if (!opened.ok()) {
        trouble_ = opened.error().what;
        return;
      }
      database_.emplace(std::move(*opened));
    }
    Result<void> done;
    if (head.kind != kCommit && subject != in_use_) {
      in_use_ = subject;
      done = database_->Use(subject, maker_);
    }
    if (done.ok()) done = Do(head, subject, bytes);
    if (done.ok()) return;
    trouble_ = done.error().what;
    if (done.error().kind == Error::Kind::kMalformed) Remove();
  }

  Result<void> Do(const Head& head, const std::string& subject, const std::string& bytes) {
    if (head.kind == kPut) return database_->Put(subject, head.key, bytes);
    if (head.kind == kForget) return database_->Forget(subject, head.key);
    if (head.kind == kAnswer) return database_->PutAnswer(subject, bytes);
    if (head.kind == kCommit) return database_->Commit();
    return {};
  }

  // One that is damaged where only a write looks would stay so for ever; nothing in it is missed.
  void Remove() {
    database_.reset();
    ::unlink(place_.file.c_str());
    ::unlink((place_.file + "-journal").c_str());
  }

  Place place_;
  std::string maker_;
  std::string in_use_;  // the subject last used
  std::string trouble_;
  std::optional<Database> database_;
};

[[noreturn]] void RunScribe(const Place& place, const std::string& maker, Writer::Confined confined, int from, int to) {
  ::umask(0077);
  std::string trouble;
  if (confined == Writer::Confined::kYes) {
    const auto confinement = sandbox::ConfineStoreWriter(place.directory);
    if (!confinement.ok()) trouble = "cannot be confined: " + confinement.error().what;
  }
  if (trouble.empty()) trouble = Scribe(place, maker).Serve(from);
  WriteAll(to, trouble.empty() ? "." : "!" + trouble);
  ::_exit(0);
}

}  // namespace

Result<Writer> Writer::Start(const Place& place, const std::string& maker, Confined confined) {
  std::array<int, 2> to{-1, -1};
  std::array<int, 2> back{-1, -1};
  if (::pipe2(to.data(), O_CLOEXEC) != 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
  Writer writer(to[1], -1);
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
    RunScribe(place, maker, confined, to[0], back[1]);
  }
  ::close(to[0]);
  ::close(back[1]);
  if (child < 0) return Error{Error::Kind::kIo, SystemErrorText(number)};
  return writer;
}

Writer::Writer(Writer&& other) noexcept
    : to_writer_(std::exchange(other.to_writer_, -1)),
      from_writer_(std::exchange(other.from_writer_, -1)),
      is_broken_(other.is_broken_) {}

Writer& Writer::operator=(Writer&& other) noexcept {
  std::swap(to_writer_, other.to_writer_);
  std::swap(from_writer_, other.from_writer_);
  std::swap(is_broken_, other.is_broken_);
  return *this;
}

Writer::~Writer() {
  Close();
}

void Writer::Close() {
  if (to_writer_ >= 0) ::close(to_writer_);
  if (from_writer_ >= 0) ::close(from_writer_);
  to_writer_ = from_writer_ = -1;
}

void Writer::Send(char kind, const std::string& subject, PageKey key, std::string_view bytes) {
  if (is_broken_ || bytes.size() > kMaxMessageBytes || subject.size() > kMaxSubjectBytes) return;
  // A writer that died must not take us with it.
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  const Head head{static_cast<std::uint64_t>(kind), key, subject.size(), bytes.size()};
  const std::string_view start(reinterpret_cast<const char*>(&head), sizeof head);
  is_broken_ = !WriteAll(to_writer_, start) || !WriteAll(to_writer_, subject) || !WriteAll(to_writer_, bytes);
  ::sigaction(SIGPIPE, &before, nullptr);
}

void Writer::Use(const std::string& subject) {
  Send(kUse, subject, {}, {});
}

void Writer::Put(const std::string& subject, PageKey key, std::string_view page) {
  Send(kPut, subject, key, page);
}

void Writer::Forget(const std::string& subject, PageKey key) {
  Send(kForget, subject, key, {});
}

void Writer::PutAnswer(const std::string& subject, std::string_view text) {
  Send(kAnswer, subject, {}, text);
}

Result<void> Writer::Finish() {
  Send(kCommit, {}, {}, {});
  std::string told;
  std::array<char, 256> piece{};
  for (;;) {
    const ssize_t n = ReadSome(from_writer_, piece.data(), piece.size());
    if (n <= 0) break;
    told.append(piece.data(), static_cast<std::size_t>(n));
  }
  Close();
  if (told == ".") return {};
  return Error{Error::Kind::kIo, told.size() > 1 ? told.substr(1) : "the writing process died"};
}

}  // namespace halfsecond::store
