#include "analysis/survey/folder_page.h"

#include <algorithm>
#include <utility>

#include "analysis/store/record_bytes.h"
#include "analysis/survey/object_record.h"

namespace halfsecond::survey {
namespace {

using Kind = KnownFile::Kind;
using Entry = FolderPage::Entry;

constexpr std::uint8_t kFolderVersion = 2;
constexpr std::uint32_t kExecuteBits = 0111;
constexpr std::string_view kLibraryMark = ".so";

bool IsQuiet(std::string_view name, const FileStatus& status, Kind kind) {
  return kind == Kind::kNotElf && (status.mode & kExecuteBits) == 0 &&
         name.find(kLibraryMark) == std::string_view::npos;
}

// May it stand in a folder? It is put behind the folder's path and opened.
bool IsPlainName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

void AppendNumbers(const FileStatus& status, store::RecordWriter& out) {
  out.Number(status.inode);
  out.Number(status.size_bytes);
  out.Number(static_cast<std::uint64_t>(status.modified_ns));
  out.Number(static_cast<std::uint64_t>(status.changed_ns));
}

void ReadNumbers(store::RecordReader& in, Entry& entry) {
  entry.inode = in.Number();
  entry.size_bytes = in.Number();
  entry.modified_ns = static_cast<std::int64_t>(in.Number());
  entry.changed_ns = static_cast<std::int64_t>(in.Number());
}

void ReadHead(store::RecordReader& in, PageHead& head) {
  head.depth = static_cast<elf::Depth>(in.ByteUpTo(static_cast<std::uint8_t>(elf::Depth::kFacts)));
  head.modified_ns = static_cast<std::int64_t>(in.Number());
  head.changed_ns = static_cast<std::int64_t>(in.Number());
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    head.below.push_back(in.Text());
    if (!IsPlainName(head.below.back())) in.Fail();
  }
}

Entry ReadWatched(store::RecordReader& in) {
  Entry entry;
  entry.name = in.Text();
  if (!IsPlainName(entry.name)) in.Fail();
  entry.kind = static_cast<Kind>(in.ByteUpTo(static_cast<std::uint8_t>(Kind::kUnread)));
  if (entry.kind == Kind::kUnread) return entry;
  ReadNumbers(in, entry);
  if (entry.kind != Kind::kNotElf) entry.rest = in.Skip(in.Count());
  return entry;
}

}  // namespace

void PageFiles::Add(std::string_view name, const FileStatus& status, const KnownFile& file) {
  std::string rest;
  if (file.kind == Kind::kObject) {
    AppendObject(*file.object, rest);
  } else if (file.kind == Kind::kDamaged) {
    store::RecordWriter damage(rest);
    damage.Byte(static_cast<std::uint8_t>(file.error.kind));
    damage.Number(file.error.at_byte);
    damage.Text(file.error.what);
  }
  AddRest(name, status, file.kind, rest);
}

void PageFiles::AddUnread(std::string_view name) {
  store::RecordWriter out(watched_);
  out.Text(name);
  out.Byte(static_cast<std::uint8_t>(Kind::kUnread));
  ++watched_count_;
}

void PageFiles::AddRest(std::string_view name, const FileStatus& status, Kind kind, std::string_view rest) {
  if (IsQuiet(name, status, kind)) {
    store::RecordWriter out(quiet_);
    AppendNumbers(status, out);
    ++quiet_count_;
    return;
  }
  store::RecordWriter out(watched_);
  out.Text(name);
  out.Byte(static_cast<std::uint8_t>(kind));
  AppendNumbers(status, out);
  if (kind != Kind::kNotElf) out.Text(rest);
  ++watched_count_;
}

void PageFiles::Append(const PageFiles& other) {
  watched_ += other.watched_;
  watched_count_ += other.watched_count_;
  AppendQuiet(other.quiet_, other.quiet_count_);
}

void PageFiles::AppendQuiet(std::string_view records, std::uint64_t count) {
  quiet_ += records;
  quiet_count_ += count;
}

std::string WritePage(const PageHead& head, const PageFiles& files) {
  std::string page;
  store::RecordWriter out(page);
  out.Byte(kFolderVersion);
  out.Byte(static_cast<std::uint8_t>(head.depth));
  out.Number(static_cast<std::uint64_t>(head.modified_ns));
  out.Number(static_cast<std::uint64_t>(head.changed_ns));
  out.Number(head.below.size());
  for (const std::string_view name : head.below) out.Text(name);
  out.Number(files.watched_count_);
  page += files.watched_;
  out.Number(files.quiet_count_);
  page += files.quiet_;
  store::AppendChecksum(page);
  return page;
}

bool Entry::Is(const FileStatus& status) const {
  return kind != Kind::kUnread && inode == status.inode && size_bytes == status.size_bytes &&
         modified_ns == status.modified_ns && changed_ns == status.changed_ns;
}

Result<FolderPage> FolderPage::Read(Bytes page) {
  if (page.size() < 2) return Error{Error::Kind::kMalformed, "page too short"};
  if (page.IntegerUnchecked<std::uint8_t>(0, ByteOrder::kLittle) != kFolderVersion) {
    return Error{Error::Kind::kUnsupported, "page of another version"};
  }
  HS_TRY(content, store::Checked(page));
  FolderPage folder;
  store::RecordReader in(content);
  in.Byte();
  ReadHead(in, folder.head_);
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) folder.watched_.push_back(ReadWatched(in));
  folder.quiet_count_ = in.Count();
  if (in.failed()) return Error{Error::Kind::kMalformed, "page cannot be read", in.at()};
  folder.quiet_ = in.Skip(content.size() - in.at());
  return folder;
}

bool FolderPage::Lists(const FileStatus& status) const {
  // Some file systems have no times.
  return head_.changed_ns != 0 && head_.changed_ns == status.changed_ns && head_.modified_ns == status.modified_ns;
}

bool FolderPage::Index() {
  by_inode_ = watched_;
  store::RecordReader in(quiet_);
  for (std::uint64_t left = quiet_count_; left > 0 && !in.failed(); --left) {
    Entry entry;
    ReadNumbers(in, entry);
    by_inode_.push_back(entry);
  }
  std::stable_sort(by_inode_.begin(), by_inode_.end(),
                   [](const Entry& a, const Entry& b) { return a.inode < b.inode; });
  return in.finished();
}

const Entry* FolderPage::Find(const FileStatus& status) const {
  const auto found = std::lower_bound(by_inode_.begin(), by_inode_.end(), status.inode,
                                      [](const Entry& entry, std::uint64_t wanted) { return entry.inode < wanted; });
  return found != by_inode_.end() && found->Is(status) ? &*found : nullptr;
}

std::optional<KnownFile> FolderPage::FileOf(const Entry& entry) {
  KnownFile file;
  file.kind = entry.kind;
  if (file.kind == Kind::kUnread) return std::nullopt;
  if (file.kind == Kind::kObject) {
    auto object = ReadObjectRecord(entry.rest);
    if (!object.ok()) return std::nullopt;
    file.object = std::make_shared<const elf::Object>(std::move(*object));
  } else if (file.kind == Kind::kDamaged) {
    store::RecordReader in(entry.rest);
    const auto kind = static_cast<Error::Kind>(in.ByteUpTo(static_cast<std::uint8_t>(Error::Kind::kNotFound)));
    const std::uint64_t at_byte = in.Number();
    file.error = {kind, std::string(in.Text()), at_byte};
    if (!in.finished()) return std::nullopt;
  }
  return file;
}

}  // namespace halfsecond::survey
