#include "analysis/release/zip_sink.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/source.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

using Type = archive::Entry::Type;

constexpr std::string_view kKind = "zip-directory";

// A file that somebody else has open.
class OpenFile final : public Source {
 public:
  OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<Bytes> At(std::uint64_t offset, std::uint64_t length) override {
    kept_.push_back(std::make_unique<std::vector<std::byte>>());
    return Read(offset, length, *kept_.back());
  }
  Result<Bytes> Window(std::uint64_t offset, std::uint64_t length) override { return Read(offset, length, window_); }

 private:
  Result<Bytes> Read(std::uint64_t offset, std::uint64_t length, std::vector<std::byte>& into) const {
    if (offset > size_ || length > size_ - offset) {
      return Error{Error::Kind::kTruncated, "needs bytes past the end of the input", offset};
    }
    into.resize(length);
    for (std::uint64_t done = 0; done < length;) {
      const ssize_t n = ::pread(descriptor_, into.data() + done, length - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
      if (n == 0) return Error{Error::Kind::kTruncated, "the file became shorter", offset + done};
      done += static_cast<std::uint64_t>(n);
    }
    return Bytes(std::span(into.data(), into.size()), offset);
  }

  int descriptor_;
  std::uint64_t size_;
  std::vector<std::byte> window_;
  std::vector<std::unique_ptr<std::vector<std::byte>>> kept_;
};

std::string_view WithoutSlash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool IsOf(const archive::ZipEntry& named, const archive::Entry& entry) {
  const std::string_view path = WithoutSlash(entry.path);
  if (path != WithoutSlash(named.path) && path != WithoutSlash(named.unicode_path)) return false;
  return entry.type == (named.is_directory() ? Type::kDirectory : Type::kFile) ||
         (entry.type == Type::kSymlink && named.is_symlink());
}

}  // namespace

Result<archive::ZipDirectory> DirectoryOfZip(int descriptor) {
  struct stat seen {};
  if (::fstat(descriptor, &seen) != 0) return Error{Error::Kind::kIo, SystemErrorText(errno)};
  OpenFile file(descriptor, static_cast<std::uint64_t>(seen.st_size));
  auto directory = archive::ReadZipDirectory(file);
  if (directory.ok()) {
    HS_CHECK(archive::CompareLocalHeaders(file, *directory));
    return directory;
  }
  const Error& error = directory.error();
  if (error.kind == Error::Kind::kLimit || error.kind == Error::Kind::kIo) return directory;
  archive::ZipDirectory none;
  none.remarks.push_back({"", error.what});
  return none;
}

ZipSink::ZipSink(const archive::ZipDirectory& directory, ArchiveSink& inner) : directory_(directory), inner_(inner) {
  for (const archive::ZipRemark& remark : directory.remarks) inner_.OnOddity(kKind, remark.path, remark.detail);
}

void ZipSink::OnOddity(std::string_view kind, const std::string& path, std::string detail) {
  inner_.OnOddity(kind, path, std::move(detail));
}

void ZipSink::Odd(const std::string& path, std::string detail) {
  agrees_ = false;
  // What is wrong with the archive as a whole was told, and why this must follow.
  if (directory_.remarks.empty()) inner_.OnOddity(kKind, path, std::move(detail));
}

// What the directory says of an entry, as long as both go the same way.
const archive::ZipEntry* ZipSink::Next(const archive::Entry& entry) {
  if (!agrees_) return nullptr;
  if (next_ == directory_.entries.size()) {
    Odd(entry.path, "is in the archive, and not in its directory: unzip does not see it");
    return nullptr;
  }
  const archive::ZipEntry& named = directory_.entries[next_];
  if (!IsOf(named, entry)) {
    Odd(entry.path, "is " + named.path + " in the archive's directory, or of another kind there");
    return nullptr;
  }
  ++next_;
  return &named;
}

void ZipSink::OnEntry(const archive::Entry& entry) {
  EndLink();
  const archive::ZipEntry* named = Next(entry);
  archive::Entry told = entry;
  if (named != nullptr) {
    if (!told.size) told.size = named->size;
    if (named->mode != 0) told.mode = named->mode;
    if (told.type == Type::kFile && named->is_symlink() && named->size <= limits::kMaxArchiveNameBytes) {
      told.type = Type::kSymlink;
      told.link.clear();
      link_ = std::move(told);
      return;
    }
  }
  inner_.OnEntry(told);
}

void ZipSink::OnData(Bytes data) {
  if (!link_) return inner_.OnData(data);
  if (link_->link.size() + data.size() <= limits::kMaxArchiveNameBytes) link_->link += data.text();
}

void ZipSink::EndLink() {
  if (!link_) return;
  inner_.OnEntry(*link_);
  link_.reset();
}

void ZipSink::Finish() {
  EndLink();
  if (agrees_ && next_ < directory_.entries.size()) {
    Odd(directory_.entries[next_].path, "is in the archive's directory alone");
  }
}

}  // namespace halfsecond::release
