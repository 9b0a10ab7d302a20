#include "analysis/survey/file_pass.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace halfsecond::survey {
namespace {

constexpr std::size_t kFilesAtOnce = 64;

// Neighbours in one folder, the piece of work that one worker takes.
struct Piece {
  std::size_t folder = 0;
  std::size_t first = 0;  // into FileList::names
  std::size_t count = 0;
};

std::vector<Piece> Cut(const FileList& list) {
  std::vector<Piece> pieces;
  for (std::size_t f = 0; f < list.folders.size(); ++f) {
    const FileList::Folder& folder = list.folders[f];
    for (std::size_t at = 0; at < folder.count; at += kFilesAtOnce) {
      pieces.push_back({f, folder.first + at, std::min(kFilesAtOnce, folder.count - at)});
    }
  }
  return pieces;
}

// One worker: keeps the folder it is in open.
class Reader {
 public:
  Reader(const Root& root, const FileList& list, elf::Depth depth) : root_(&root), list_(&list), depth_(depth) {}

  void Read(const Piece& piece) {
    const FileList::Folder& folder = list_->folders[piece.folder];
    if (!directory_ || at_ != piece.folder) {
      directory_.reset();
      at_ = piece.folder;
      auto opened = root_->OpenDirectory(folder.path.empty() ? "." : folder.path);
      if (opened.ok()) directory_.emplace(std::move(*opened));
    }
    for (std::size_t i = piece.first; i < piece.first + piece.count; ++i) ReadOne(folder, i);
  }

  std::vector<std::pair<std::size_t, SeenFile>>& seen() { return seen_; }

 private:
  Result<std::unique_ptr<FileSource>> Open(const FileList::Folder& folder, const std::string& name) const {
    if (directory_) {
      auto source = directory_->OpenFile(name);
      if (source.ok() || source.error().kind != Error::Kind::kUnsupported) return source;
    }
    // A link that was named itself, or no directory at all: the root says what it means.
    return root_->OpenFile(folder.path + name);
  }

  void ReadOne(const FileList::Folder& folder, std::size_t number) {
    const std::string& name = list_->names[number];
    auto source = Open(folder, name);
    SeenFile seen;
    if (!source.ok()) {
      seen.error = source.error();
    } else {
      (*source)->Borrow(*buffers_);
      auto object = elf::ReadObject(**source, depth_);
      if (object.ok()) {
        seen.object = std::make_shared<const elf::Object>(std::move(*object));
      } else if (object.error().kind == Error::Kind::kMalformed && object.error().at_byte == 0) {
        return;  // no ELF file
      } else {
        seen.error = object.error();
      }
      seen.status = (*source)->status();
    }
    seen.path = folder.path + name;
    seen_.emplace_back(number, std::move(seen));
  }

  const Root* root_;
  const FileList* list_;
  elf::Depth depth_;
  std::unique_ptr<ReadBuffers> buffers_ = std::make_unique<ReadBuffers>();
  std::optional<Directory> directory_;
  std::size_t at_ = 0;
  std::vector<std::pair<std::size_t, SeenFile>> seen_;
};

}  // namespace

SeenFiles ReadFiles(const Root& root, const FileList& list, elf::Depth depth, Crew& crew, const Progress& progress) {
  const std::vector<Piece> pieces = Cut(list);
  std::vector<Reader> readers;
  for (std::size_t i = 0; i < crew.workers(); ++i) readers.emplace_back(root, list, depth);
  std::atomic<std::size_t> done{0};
  crew.Run(pieces.size(), 1, [&](std::size_t worker, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      readers[worker].Read(pieces[i]);
      const std::size_t so_far = done.fetch_add(pieces[i].count, std::memory_order_relaxed) + pieces[i].count;
      if (worker == 0) progress("files", so_far, list.names.size());
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
  return result;
}

}  // namespace halfsecond::survey
