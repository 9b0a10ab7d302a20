#include "analysis/survey/file_pass.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "analysis/survey/folder_page.h"
#include "readers/elf/constants.h"

namespace halfsecond::survey {
namespace {

constexpr std::size_t kFilesAtOnce = 64;

// A file that changed so lately may change again without its times telling: the clock of a file system has ticks, on
// some of whole seconds.
constexpr std::int64_t kRestlessNs = 2'000'000'000;

// Neighbours in one folder, the piece of work that one worker takes, and what came of it.
struct Piece {
  std::size_t folder = 0;
  std::size_t first = 0;  // into FileList::names
  std::size_t count = 0;
  FolderKey key;
  std::string records;  // for the store
  std::size_t recorded = 0;
  std::size_t remembered = 0;
  std::size_t stored = 0;  // files on the folder's page in the store
};

std::vector<Piece> Cut(const FileList& list) {
  std::vector<Piece> pieces;
  for (std::size_t f = 0; f < list.folders.size(); ++f) {
    const FileList::Folder& folder = list.folders[f];
    for (std::size_t at = 0; at < folder.count; at += kFilesAtOnce) {
      Piece piece;
      piece.folder = f;
      piece.first = folder.first + at;
      piece.count = std::min(kFilesAtOnce, folder.count - at);
      pieces.push_back(std::move(piece));
    }
  }
  return pieces;
}

// One worker: keeps the folder it is in open, and its page of the store at hand.
class Reader {
 public:
  Reader(const Means& means, const FileList& list, elf::Depth depth, const StoredFolders* stored)
      : root_(&means.root), list_(&list), depth_(depth), stored_(stored), at_rest_before_ns_(means.at_rest_before_ns) {}

  void Read(Piece& piece) {
    if (!is_inside_ || at_ != piece.folder) Enter(piece.folder);
    piece.key = key_;
    if (page_) piece.stored = page_->size();
    for (std::size_t i = piece.first; i < piece.first + piece.count; ++i) ReadOne(piece, i);
  }

  std::vector<std::pair<std::size_t, SeenFile>>& seen() { return seen_; }

 private:
  void Enter(std::size_t folder) {
    const std::string& path = list_->folders[folder].path;
    is_inside_ = true;
    at_ = folder;
    key_ = {};
    page_.reset();
    directory_.reset();
    auto opened = root_->OpenDirectory(path.empty() ? "." : path, Directory::For::kReaching);
    if (!opened.ok()) return;
    directory_.emplace(std::move(*opened));
    if (stored_ == nullptr) return;
    const auto status = directory_->OwnStatus();
    if (!status.ok()) return;
    key_ = {status->device, status->inode};
    page_ = stored_->Find(key_, depth_);
  }

  Result<std::unique_ptr<FileSource>> Open(const std::string& folder, const std::string& name) const {
    if (directory_) {
      auto source = directory_->OpenFile(name);
      if (source.ok() || source.error().kind != Error::Kind::kUnsupported) return source;
    }
    // A link that was named itself, or no directory at all: the root says what it means.
    return root_->OpenFile(folder + name);
  }

  // The file as it is in the store, and unchanged since.
  std::optional<KnownFile> Remember(Piece& piece, const std::string& name, FileStatus& status) {
    if (!page_ || !directory_) return std::nullopt;
    const auto now = directory_->Status(name);
    if (!now.ok() || now->device != key_.device || !now->is_regular()) return std::nullopt;
    std::string_view record;
    auto known = page_->Find(*now, record);
    if (!known) return std::nullopt;
    status = *now;
    piece.records += record;
    ++piece.recorded;
    ++piece.remembered;
    return known;
  }

  // Opens and reads the file. Nothing when it cannot be opened: `error` says why.
  std::optional<KnownFile> Examine(Piece& piece, const std::string& name, FileStatus& status, Error& error) {
    auto source = Open(list_->folders[piece.folder].path, name);
    if (!source.ok()) {
      error = source.error();
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
    status = (*source)->status();
    // What the operating system failed to read may be readable the next time.
    const bool was_read = file.kind != KnownFile::Kind::kDamaged || file.error.kind != Error::Kind::kIo;
    const bool may_keep = was_read && status.changed_ns < at_rest_before_ns_;
    if (key_.inode != 0 && status.device == key_.device && may_keep) {
      AppendFile(status, file, piece.records);
      ++piece.recorded;
    }
    return file;
  }

  void ReadOne(Piece& piece, std::size_t number) {
    const std::string& name = list_->names[number];
    SeenFile seen;
    auto file = Remember(piece, name, seen.status);
    if (!file) file = Examine(piece, name, seen.status, seen.error);
    if (file) {
      if (file->kind == KnownFile::Kind::kNotElf) return;
      seen.object = std::move(file->object);
      seen.error = std::move(file->error);
    }
    seen.path = list_->folders[piece.folder].path + name;
    seen_.emplace_back(number, std::move(seen));
  }

  const Root* root_;
  const FileList* list_;
  elf::Depth depth_;
  const StoredFolders* stored_;
  std::int64_t at_rest_before_ns_;
  std::unique_ptr<ReadBuffers> buffers_ = std::make_unique<ReadBuffers>();
  bool is_inside_ = false;
  std::size_t at_ = 0;
  FolderKey key_;
  std::optional<Directory> directory_;
  std::optional<FolderPage> page_;
  std::vector<std::pair<std::size_t, SeenFile>> seen_;
};

// Puts the pieces of each whole folder together again.
void AddPages(const FileList& list, const std::vector<Piece>& pieces, elf::Depth depth, SeenFiles& result) {
  for (std::size_t i = 0; i < pieces.size();) {
    const Piece& first = pieces[i];
    std::size_t remembered = 0;
    std::size_t recorded = 0;
    std::size_t end = i;
    for (; end < pieces.size() && pieces[end].folder == first.folder; ++end) {
      remembered += pieces[end].remembered;
      recorded += pieces[end].recorded;
    }
    result.remembered += remembered;
    if (list.folders[first.folder].is_whole && first.key.inode != 0) {
      result.folders.push_back(first.key);
      if (remembered != recorded || recorded != first.stored) {
        std::string page = StartPage(depth);
        for (std::size_t k = i; k < end; ++k) page += pieces[k].records;
        FinishPage(page);
        result.changed.push_back({first.key, std::move(page)});
      }
    }
    i = end;
  }
}

}  // namespace

bool IsLoadable(const elf::Object& object) {
  return object.type == elf::kTypeExec || object.type == elf::kTypeDyn;
}

std::int64_t AtRestBefore() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - kRestlessNs;
}

SeenFiles ReadFiles(const Means& means, const FileList& list, elf::Depth depth, const StoredFolders* stored) {
  std::vector<Piece> pieces = Cut(list);
  std::vector<Reader> readers;
  for (std::size_t i = 0; i < means.crew.workers(); ++i) readers.emplace_back(means, list, depth, stored);
  std::atomic<std::size_t> done{0};
  means.crew.Run(pieces.size(), 1, [&](std::size_t worker, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      readers[worker].Read(pieces[i]);
      const std::size_t so_far = done.fetch_add(pieces[i].count, std::memory_order_relaxed) + pieces[i].count;
      if (worker == 0) means.progress("files", so_far, list.names.size());
    }
  });
  std::vector<std::pair<std::size_t, SeenFile>> all;
  for (Reader& reader : readers) {
    std::move(reader.seen().begin(), reader.seen().end(), std::back_inserter(all));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  SeenFiles result;
  result.looked_at = list.names.size();
  result.files.reserve(all.size());
  for (auto& [number, seen] : all) result.files.push_back(std::move(seen));
  if (stored != nullptr) AddPages(list, pieces, depth, result);
  return result;
}

}  // namespace halfsecond::survey
