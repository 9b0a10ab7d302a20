// The archive plug-in: tar, zip, cpio, ar and 7z, plain or in gzip, xz, zstd, bzip2 or lz4, as records. It writes no
// file and knows no directory. Formats and filters are named one by one: the library's `_all` links four times as much.

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <string_view>

#include "kits/plugin/worker.h"
#include "plugins/archive/protocol.h"

namespace {

using namespace halfsecond::archive;  // NOLINT(google-build-using-namespace): this file is that namespace's user
using halfsecond::plugin::Job;
using halfsecond::plugin::Verdict;

// One record's bytes, in order.
class Record {
 public:
  template <class T>
  Record& Add(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bytes_[size_++] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
    }
    return *this;
  }
  void SendTo(Job& job) const { job.Write({bytes_.data(), size_}); }

 private:
  std::array<std::byte, kEntryBytes> bytes_{};
  std::size_t size_ = 0;
};

// The job's stream, as the library asks for it.
class Stream {
 public:
  explicit Stream(Job& job) : job_(job) {}

  // The last window is done with when the next is asked for.
  static la_ssize_t Read(archive*, void* context, const void** bytes) {
    auto& stream = *static_cast<Stream*>(context);
    stream.job_.Consume(stream.lent_);
    const auto window = stream.job_.Input();
    stream.lent_ = window.size();
    *bytes = window.data();
    return static_cast<la_ssize_t>(window.size());
  }

 private:
  Job& job_;
  std::size_t lent_ = 0;
};

class Reader {
 public:
  Reader() : archive_(archive_read_new()) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { archive_read_free(archive_); }

  bool Open(Stream& stream) {
    if (archive_ == nullptr) return false;
    for (const auto support :
         {archive_read_support_format_tar, archive_read_support_format_zip_streamable, archive_read_support_format_cpio,
          archive_read_support_format_ar, archive_read_support_format_7zip, archive_read_support_filter_gzip,
          archive_read_support_filter_xz, archive_read_support_filter_zstd, archive_read_support_filter_bzip2,
          archive_read_support_filter_lz4}) {
      if (support(archive_) != ARCHIVE_OK) return false;
    }
    return archive_read_open(archive_, &stream, nullptr, &Stream::Read, nullptr) == ARCHIVE_OK;
  }
  archive* get() const { return archive_; }
  std::string_view words() const {
    const char* text = archive_ == nullptr ? nullptr : archive_error_string(archive_);
    return text == nullptr ? "the archive cannot be read" : text;
  }

 private:
  archive* archive_;
};

EntryType TypeOf(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_hardlink_utf8(entry) != nullptr)
    return EntryType::kHardlink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return EntryType::kFile;
    case AE_IFDIR:
      return EntryType::kDirectory;
    case AE_IFLNK:
      return EntryType::kSymlink;
    case AE_IFCHR:
      return EntryType::kCharacterDevice;
    case AE_IFBLK:
      return EntryType::kBlockDevice;
    case AE_IFIFO:
      return EntryType::kPipe;
    case AE_IFSOCK:
      return EntryType::kSocket;
    default:
      return EntryType::kOther;
  }
}

// A name as the archive has it; one that is marked as UTF-8 has no other form here.
std::string_view Text(const char* bytes, const char* utf8) {
  if (bytes != nullptr) return bytes;
  return utf8 != nullptr ? utf8 : std::string_view();
}

// False: a name is longer than anything could use.
bool SendEntry(Job& job, archive_entry* entry) {
  const std::string_view path = Text(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
  const EntryType type = TypeOf(entry);
  const std::string_view link = type == EntryType::kHardlink
                                    ? Text(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry))
                                    : Text(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
  if (path.size() > kMostNameBytes || link.size() > kMostNameBytes) return false;
  Record()
      .Add(kEntryMark)
      .Add(static_cast<std::uint8_t>(type))
      .Add(static_cast<std::uint8_t>(archive_entry_size_is_set(entry) != 0))
      .Add(std::uint16_t{0})
      .Add(static_cast<std::uint32_t>(archive_entry_mode(entry)))
      .Add(static_cast<std::uint32_t>(archive_entry_uid(entry)))
      .Add(static_cast<std::uint32_t>(archive_entry_gid(entry)))
      .Add(static_cast<std::uint64_t>(archive_entry_size(entry)))
      .Add(static_cast<std::int64_t>(archive_entry_mtime(entry)))
      .Add(static_cast<std::uint32_t>(path.size()))
      .Add(static_cast<std::uint32_t>(link.size()))
      .SendTo(job);
  job.Write(path);
  job.Write(link);
  return true;
}

// The contents, as ARCHIVE_OK, or what went wrong.
int SendContents(Job& job, archive* archive) {
  std::array<std::byte, kMostDataBytes> buffer{};
  for (;;) {
    const la_ssize_t got = archive_read_data(archive, buffer.data(), buffer.size());
    if (got == 0) return ARCHIVE_OK;
    if (got < 0) return static_cast<int>(got);
    const auto size = static_cast<std::size_t>(got);
    Record().Add(kDataMark).Add(static_cast<std::uint32_t>(size)).SendTo(job);
    job.Write(std::span(buffer).first(size));
  }
}

Verdict Damaged(const Reader& reader) {
  if (archive_errno(reader.get()) == ENOMEM) return Verdict::NoMemory();
  return Verdict::BadInput(std::string(reader.words()));
}

Verdict Read(Job& job) {
  const auto operation = static_cast<Operation>(job.operation());
  if (operation != Operation::kList && operation != Operation::kRead) return Verdict::NoSuchJob("list or read");
  // Where a format has local times, they are taken as UTC. Of all names of a zone, glibc reads a file for every one but
  // this.
  // NOLINTNEXTLINE(concurrency-mt-unsafe): a worker has one thread
  if (setenv("TZ", ":", 1) != 0) return Verdict::NoMemory();
  Stream stream(job);
  Reader reader;
  if (!reader.Open(stream)) return Damaged(reader);
  std::uint64_t entries = 0;
  for (;; ++entries) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    if (result == ARCHIVE_FATAL || result == ARCHIVE_FAILED || result == ARCHIVE_RETRY) return Damaged(reader);
    if (entries == kMostEntries) return Verdict::Unsupported("more entries than we are willing to follow");
    if (!SendEntry(job, entry)) return Verdict::Unsupported("a name longer than any path");
    if (archive_entry_is_encrypted(entry) != 0) return Verdict::Unsupported("an encrypted entry");
    if (operation == Operation::kRead && SendContents(job, reader.get()) != ARCHIVE_OK) return Damaged(reader);
  }
  Record().Add(kEndMark).Add(static_cast<std::uint32_t>(entries)).SendTo(job);
  return Verdict::Done();
}

}  // namespace

int main() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): a worker has one thread
  if (std::setlocale(LC_CTYPE, "C") == nullptr) return 2;  // names are bytes
  return halfsecond::plugin::RunWorker(&Read);
}
