#include "analysis/survey/folder_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "inputs/tree_walk.h"

namespace halfsecond::survey {
namespace {

constexpr std::size_t kFilesAtOnce = 64;

// The last place in `pieces` for one more file.
Piece& Room(std::vector<Piece>& pieces, std::size_t file) {
  if (file % kFilesAtOnce == 0) {
    pieces.emplace_back();
    pieces.back().first_watched = file;
  }
  return pieces.back();
}

}  // namespace

void FolderReader::Do(const FolderJob& job) {
  if (job.piece == nullptr) {
    Enter(*job.folder);
  } else {
    Read(*job.folder, *job.piece, job.open.get());
  }
}

void FolderReader::Enter(MetFolder& folder) {
  if (folder.how == MetFolder::How::kNamedFiles) {
    auto opened = means_->root.OpenDirectory(folder.path.empty() ? "." : folder.path, Directory::For::kReaching);
    ReadAll(folder, opened.ok() ? std::make_shared<const Directory>(std::move(*opened)) : nullptr);
    return;
  }
  if (IsKernelTree(folder.path)) return;
  if (stored_ == nullptr || stored_->pages().empty() || !EnterByPage(folder)) {
    const auto open = EnterByListing(folder);
    if (open != nullptr) ReadAll(folder, open);
  }
}

// Has the store's page tell what is in the folder, if the folder is as the page says. True when that is all.
bool FolderReader::EnterByPage(MetFolder& folder) {
  const auto status = means_->root.Status(folder.path);
  if (!status.ok() || !status->is_directory() || folder.depth > limits::kMaxTreeDepth) return false;
  auto page = stored_->Find({status->device, status->inode}, depth_);
  if (!page || !page->Lists(*status)) return false;
  std::shared_ptr<const Directory> open;
  if (!page->watched().empty()) {
    auto opened = means_->root.OpenDirectory(folder.path, Directory::For::kReaching);
    if (!opened.ok()) return false;
    open = std::make_shared<const Directory>(std::move(*opened));
  }
  folder.status = *status;
  if (!Claim(folder)) return true;
  folder.page = std::move(page);
  folder.is_listed_by_page = true;
  folder.looked_at = folder.page->watched().size() + folder.page->quiet_count();
  met_->done.fetch_add(folder.page->quiet_count(), std::memory_order_relaxed);
  for (std::size_t i = 0; i < folder.page->watched().size(); ++i) {
    Room(folder.pieces, i).names.emplace_back(folder.page->watched()[i].name);
  }
  AddBelow(folder, folder.page->head().below);
  ReadAll(folder, open);
  return true;
}

// Opens and lists the folder. Null when that cannot be, or need not.
std::shared_ptr<const Directory> FolderReader::EnterByListing(MetFolder& folder) {
  auto opened = means_->root.OpenDirectory(folder.path, Directory::For::kListing);
  const auto status = opened.ok() ? opened->OwnStatus() : Result<FileStatus>(opened.error());
  if (!status.ok()) {
    folder.gap = status.error();
    return nullptr;
  }
  folder.status = *status;
  if (!Claim(folder)) return nullptr;
  if (folder.depth > limits::kMaxTreeDepth) folder.gap = Error{Error::Kind::kLimit, "too deep"};
  if (met_->found > limits::kMaxTreeFiles) folder.gap = Error{Error::Kind::kLimit, "too many files before it"};
  const auto entries = folder.gap ? Result<std::vector<DirectoryEntry>>(*folder.gap) : opened->List();
  if (!entries.ok()) {
    folder.gap = entries.error();
    return nullptr;
  }
  if (stored_ != nullptr) folder.page = stored_->Find(folder.key(), depth_);
  if (folder.page && !folder.page->Index()) folder.page.reset();
  std::vector<std::string_view> below;
  for (const DirectoryEntry& entry : *entries) {
    if (entry.kind == DirectoryEntry::Kind::kRegular)
      Room(folder.pieces, folder.looked_at++).names.push_back(entry.name);
    if (entry.kind == DirectoryEntry::Kind::kDirectory) below.push_back(entry.name);
  }
  AddBelow(folder, below);
  return std::make_shared<const Directory>(std::move(*opened));
}

// Each folder is entered once. What is in it does not depend on the path; which path counts is decided by the order of
// the tree, when all is known.
bool FolderReader::Claim(MetFolder& folder) {
  const std::lock_guard lock(met_->mutex);
  const auto [place, is_first] = met_->entered.try_emplace(folder.key(), &folder);
  if (!is_first) folder.same_as = place->second;
  return is_first;
}

void FolderReader::AddBelow(MetFolder& folder, const std::vector<std::string_view>& names) {
  met_->found.fetch_add(folder.looked_at, std::memory_order_relaxed);
  folder.below.resize(names.size());
  std::vector<FolderJob> jobs(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    MetFolder& child = folder.below[i];
    child.path.reserve(folder.path.size() + names[i].size() + 1);
    child.path.append(folder.path).append(names[i]).push_back('/');
    child.depth = folder.depth + 1;
    jobs[i].folder = &child;
  }
  pile_->Put(std::move(jobs));
}

void FolderReader::ReadAll(MetFolder& folder, const std::shared_ptr<const Directory>& open) {
  if (folder.pieces.size() == 1) {
    Read(folder, folder.pieces[0], open.get());
    return;
  }
  std::vector<FolderJob> jobs;
  for (Piece& piece : folder.pieces) jobs.push_back({&folder, &piece, open});
  pile_->Put(std::move(jobs));
}

void FolderReader::Read(const MetFolder& folder, Piece& piece, const Directory* open) {
  for (std::size_t i = 0; i < piece.names.size(); ++i) {
    SeenFile seen;
    auto file = Remember(folder, piece, i, open, seen.status);
    if (!file) file = Examine(folder, piece, i, open, seen);
    if (file) {
      if (file->kind == KnownFile::Kind::kNotElf) continue;
      seen.object = std::move(file->object);
      seen.error = std::move(file->error);
    }
    seen.path = std::move(piece.names[i]);
    piece.seen.push_back(std::move(seen));
  }
  met_->done.fetch_add(piece.names.size(), std::memory_order_relaxed);
  std::vector<std::string>().swap(piece.names);
}

// The file as it is in the store, and unchanged since.
std::optional<KnownFile> FolderReader::Remember(const MetFolder& folder, Piece& piece, std::size_t i,
                                                const Directory* open, FileStatus& status) const {
  if (!folder.page || open == nullptr) return std::nullopt;
  const auto now = open->Status(piece.names[i]);
  if (!now.ok() || now->device != folder.status.device || !now->is_regular()) return std::nullopt;
  const FolderPage::Entry* entry =
      folder.is_listed_by_page ? &folder.page->watched()[piece.first_watched + i] : folder.page->Find(*now);
  if (entry == nullptr || !entry->Is(*now)) return std::nullopt;
  auto known = FolderPage::FileOf(*entry);
  if (!known) return std::nullopt;
  status = *now;
  piece.records.AddRest(piece.names[i], *now, entry->kind, entry->rest.text());
  ++piece.remembered;
  return known;
}

// Opens and reads the file. Nothing when it cannot be opened: the error of `seen` says why.
std::optional<KnownFile> FolderReader::Examine(const MetFolder& folder, Piece& piece, std::size_t i,
                                               const Directory* open, SeenFile& seen) {
  Result<std::unique_ptr<FileSource>> source = Error{Error::Kind::kUnsupported, "not reached"};
  if (open != nullptr) source = open->OpenFile(piece.names[i]);
  if (!source.ok() && source.error().kind == Error::Kind::kUnsupported) {
    // A link that was named itself, or no directory at all: the root says what it means.
    source = means_->root.OpenFile(folder.path + piece.names[i]);
  }
  if (!source.ok()) {
    seen.error = source.error();
    Note(folder, piece, i, seen.status, nullptr);
    return std::nullopt;
  }
  (*source)->Borrow(*buffers_);
  KnownFile file;
  auto object = elf::ReadObject(**source, depth_);
  if (object.ok()) {
    file.kind = KnownFile::Kind::kObject;
    file.object = std::make_shared<const elf::Object>(std::move(*object));
  } else if (object.error().kind != Error::Kind::kMalformed || object.error().at_byte != 0) {
    file.kind = KnownFile::Kind::kDamaged;
    file.error = object.error();
  }
  seen.status = (*source)->status();
  Note(folder, piece, i, seen.status, &file);
  return file;
}

// Writes down what the store did not know, or that the file is to be looked at again.
void FolderReader::Note(const MetFolder& folder, Piece& piece, std::size_t i, const FileStatus& status,
                        const KnownFile* file) {
  if (stored_ == nullptr || folder.how != MetFolder::How::kWhole) return;
  // What the operating system failed to read may be readable the next time.
  const bool was_read =
      file != nullptr && (file->kind != KnownFile::Kind::kDamaged || file->error.kind != Error::Kind::kIo);
  if (was_read && status.device == folder.status.device && status.changed_ns < means_->at_rest_before_ns) {
    piece.records.Add(piece.names[i], status, *file);
    piece.is_new = true;
    return;
  }
  piece.records.AddUnread(piece.names[i]);
  const bool was_unread =
      folder.is_listed_by_page && folder.page->watched()[piece.first_watched + i].kind == KnownFile::Kind::kUnread;
  if (!was_unread) piece.is_new = true;
}

}  // namespace halfsecond::survey
