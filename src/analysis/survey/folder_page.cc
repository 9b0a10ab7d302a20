#include "analysis/survey/folder_page.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "analysis/survey/object_record.h"
#include "analysis/survey/record_bytes.h"

namespace halfsecond::survey {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

std::string StartPage(elf::Depth depth) {
  std::string page;
  RecordWriter out(page);
  out.Byte(kVersion);
  out.Byte(static_cast<std::uint8_t>(depth));
  return page;
}

void AppendFile(const FileStatus& status, const KnownFile& file, std::string& files) {
  RecordWriter out(files);
  out.Number(status.inode);
  out.Number(status.size_bytes);
  out.Number(static_cast<std::uint64_t>(status.modified_ns));
  out.Number(static_cast<std::uint64_t>(status.changed_ns));
  out.Byte(static_cast<std::uint8_t>(file.kind));
  if (file.kind == KnownFile::Kind::kNotElf) return;
  std::string rest;
  if (file.kind == KnownFile::Kind::kObject) {
    AppendObject(*file.object, rest);
  } else {
    RecordWriter damage(rest);
    damage.Byte(static_cast<std::uint8_t>(file.error.kind));
    damage.Number(file.error.at_byte);
    damage.Text(file.error.what);
  }
  out.Text(rest);
}

void FinishPage(std::string& page) {
  AppendChecksum(page);
}

Result<FolderPage> FolderPage::Read(Bytes page) {
  if (page.size() < 2) return Error{Error::Kind::kMalformed, "page too short"};
  if (page.IntegerUnchecked<std::uint8_t>(0, ByteOrder::kLittle) != kVersion) {
    return Error{Error::Kind::kUnsupported, "page of another version"};
  }
  HS_TRY(content, Checked(page));
  FolderPage folder;
  RecordReader in(content);
  in.Byte();
  folder.depth_ = static_cast<elf::Depth>(in.ByteUpTo(static_cast<std::uint8_t>(elf::Depth::kFacts)));
  while (!in.failed() && !in.finished()) {
    Entry entry;
    const std::uint64_t from = in.at();
    entry.inode = in.Number();
    entry.size_bytes = in.Number();
    entry.modified_ns = static_cast<std::int64_t>(in.Number());
    entry.changed_ns = static_cast<std::int64_t>(in.Number());
    entry.kind = static_cast<KnownFile::Kind>(in.ByteUpTo(static_cast<std::uint8_t>(KnownFile::Kind::kDamaged)));
    if (entry.kind != KnownFile::Kind::kNotElf) entry.rest = in.Skip(in.Count());
    const auto record = content.Slice(from, in.at() - from);
    if (!record.ok()) break;
    entry.record = *record;
    folder.entries_.push_back(entry);
  }
  if (in.failed()) return Error{Error::Kind::kMalformed, "page cannot be read", in.at()};
  return folder;
}

const FolderPage::Entry* FolderPage::EntryOf(std::uint64_t inode) {
  if (next_ < entries_.size() && entries_[next_].inode == inode) return &entries_[next_++];
  if (by_inode_.empty()) {
    by_inode_.resize(entries_.size());
    std::iota(by_inode_.begin(), by_inode_.end(), std::size_t{0});
    std::stable_sort(by_inode_.begin(), by_inode_.end(),
                     [&](std::size_t a, std::size_t b) { return entries_[a].inode < entries_[b].inode; });
  }
  const auto found =
      std::lower_bound(by_inode_.begin(), by_inode_.end(), inode,
                       [&](std::size_t at, std::uint64_t wanted) { return entries_[at].inode < wanted; });
  if (found == by_inode_.end() || entries_[*found].inode != inode) return nullptr;
  next_ = *found + 1;
  return &entries_[*found];
}

std::optional<KnownFile> FolderPage::Find(const FileStatus& status, std::string_view& record) {
  const Entry* entry = EntryOf(status.inode);
  if (entry == nullptr || entry->size_bytes != status.size_bytes || entry->modified_ns != status.modified_ns ||
      entry->changed_ns != status.changed_ns) {
    return std::nullopt;
  }
  KnownFile file;
  file.kind = entry->kind;
  if (file.kind == KnownFile::Kind::kObject) {
    auto object = ReadObjectRecord(entry->rest);
    if (!object.ok()) return std::nullopt;
    file.object = std::make_shared<const elf::Object>(std::move(*object));
  } else if (file.kind == KnownFile::Kind::kDamaged) {
    RecordReader in(entry->rest);
    const auto kind = static_cast<Error::Kind>(in.ByteUpTo(static_cast<std::uint8_t>(Error::Kind::kNotFound)));
    const std::uint64_t at_byte = in.Number();
    file.error = {kind, std::string(in.Text()), at_byte};
    if (!in.finished()) return std::nullopt;
  }
  record = entry->record.text();
  return file;
}

}  // namespace halfsecond::survey
