#include "analysis/release/zip_sink.h"

#include <fcntl.h>

#include <string_view>
#include <utility>

#include "base/limits.h"
#include "inputs/descriptor.h"

namespace halfsecond::release {
namespace {

using Type = archive::Entry::Type;

constexpr std::string_view kKind = "zip-directory";

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
  // Another number for the same file: a source closes its own.
  HS_TRY(file, SourceOn(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)));
  auto directory = archive::ReadZipDirectory(*file);
  if (directory.ok()) {
    HS_CHECK(archive::CompareLocalHeaders(*file, *directory));
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
