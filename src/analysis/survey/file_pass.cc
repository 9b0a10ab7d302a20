#include "analysis/survey/file_pass.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "analysis/survey/folder_page.h"
#include "analysis/survey/folder_reader.h"
#include "analysis/survey/met_folder.h"
#include "analysis/survey/work_pile.h"
#include "readers/elf/constants.h"

namespace halfsecond::survey {
namespace {

// A file that changed so lately may change again without its times telling: the clock of a file system has ticks, on
// some of whole seconds.
constexpr std::int64_t kRestlessNs = 2'000'000'000;

constexpr std::size_t kPagesAtOnce = 64;

// Where programs and libraries are on any Linux system; those that are not there are passed over.
constexpr std::array<std::string_view, 7> kDefaultDirectories{"/usr",   "/bin", "/sbin",     "/lib",
                                                              "/lib64", "/opt", "/usr/local"};

// The folder of `path`, with a slash at its end, and the name in it.
std::pair<std::string_view, std::string_view> Parted(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

// Where the walk starts: a folder for each path, or for neighbours in one.
class Starts {
 public:
  explicit Starts(const Root& root) : root_(root) {}

  void Add(const std::string& path, Scope::How how) {
    if (how == Scope::How::kNamedFiles) {
      AddFile(path);
      return;
    }
    const auto status = root_.Status(path);
    if (status.ok() && status->is_regular()) AddFile(path);
    if (status.ok() && !status->is_directory()) return;
    folders_.emplace_back();
    folders_.back().path = path.ends_with('/') ? path : path + '/';
    if (!status.ok()) folders_.back().gap = status.error();
  }

  std::vector<MetFolder> Take() && { return std::move(folders_); }

 private:
  static constexpr std::size_t kFilesAtOnce = 64;

  void AddFile(std::string_view path) {
    const auto [folder, name] = Parted(path);
    if (folders_.empty() || folders_.back().how != MetFolder::How::kNamedFiles || folders_.back().path != folder) {
      folders_.emplace_back();
      folders_.back().how = MetFolder::How::kNamedFiles;
      folders_.back().path = folder;
    }
    MetFolder& into = folders_.back();
    if (into.looked_at++ % kFilesAtOnce == 0) into.pieces.emplace_back();
    into.pieces.back().names.emplace_back(name);
  }

  const Root& root_;
  std::vector<MetFolder> folders_;
};

void Walk(const Means& means, elf::Depth depth, const StoredFolders* stored, std::vector<MetFolder>& starts) {
  MetFolders met;
  WorkPile<FolderJob> pile;
  std::vector<FolderJob> first;
  for (MetFolder& start : starts) {
    met.found += start.looked_at;
    if (!start.gap) first.push_back({&start, nullptr, nullptr});
  }
  pile.Put(std::move(first));
  std::vector<FolderReader> readers;
  for (std::size_t i = 0; i < means.crew.workers(); ++i) readers.emplace_back(means, depth, stored, met, pile);
  means.crew.Run(readers.size(), 1, [&](std::size_t worker, std::size_t, std::size_t) {
    pile.Serve([&](const FolderJob& job) {
      readers[worker].Do(job);
      if (worker == 0) means.progress("files", met.done, met.found);
    });
  });
}

// Puts what was found in the order of the tree, in which the first path to a folder is the one that counts.
class Gathering {
 public:
  explicit Gathering(SeenFiles& into) : into_(into) {}

  void Add(MetFolder& start) {
    pending_.push_back({&start, start.path});
    while (!pending_.empty()) {
      const Pending next = std::move(pending_.back());
      pending_.pop_back();
      Place(next);
    }
  }

  const std::vector<MetFolder*>& whole() const { return whole_; }

 private:
  struct Pending {
    MetFolder* folder;
    std::string path;
  };

  void Place(const Pending& next) {
    MetFolder& folder = next.folder->same_as == nullptr ? *next.folder : *next.folder->same_as;
    if (folder.is_placed) return;
    folder.is_placed = true;
    if (folder.gap) into_.gaps.push_back({WithoutSlash(next.path), *folder.gap});
    into_.looked_at += folder.looked_at;
    if (folder.is_listed_by_page) into_.remembered += folder.page->quiet_count();
    for (Piece& piece : folder.pieces) {
      into_.remembered += piece.remembered;
      for (SeenFile& seen : piece.seen) {
        seen.path.insert(0, next.path);
        into_.files.push_back(std::move(seen));
      }
    }
    if (folder.how == MetFolder::How::kWhole && !folder.gap && folder.status.inode != 0) whole_.push_back(&folder);
    for (std::size_t i = folder.below.size(); i > 0; --i) {
      MetFolder& child = folder.below[i - 1];
      pending_.push_back({&child, next.path + child.path.substr(folder.path.size())});
    }
  }

  static std::string WithoutSlash(const std::string& path) {
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  }

  SeenFiles& into_;
  std::vector<Pending> pending_;
  std::vector<MetFolder*> whole_;
};

// The folder's page as it should be, or "" when the store has that.
std::string NewPage(const MetFolder& folder, const Means& means, elf::Depth depth, const StoredFolders& stored) {
  const bool is_new = std::any_of(folder.pieces.begin(), folder.pieces.end(), [](const Piece& p) { return p.is_new; });
  if (folder.is_listed_by_page && !is_new) return "";
  PageHead head;
  head.depth = folder.page && !is_new ? folder.page->head().depth : depth;
  if (folder.status.changed_ns < means.at_rest_before_ns) {
    head.modified_ns = folder.status.modified_ns;
    head.changed_ns = folder.status.changed_ns;
  }
  for (const MetFolder& child : folder.below) {
    head.below.push_back(std::string_view(child.path).substr(folder.path.size()));
    head.below.back().remove_suffix(1);
  }
  PageFiles files;
  for (const Piece& piece : folder.pieces) files.Append(piece.records);
  if (folder.is_listed_by_page) files.AppendQuiet(folder.page->quiet(), folder.page->quiet_count());
  std::string page = WritePage(head, files);
  const auto old = stored.pages().find(folder.key());
  return old != stored.pages().end() && old->second == page ? "" : page;
}

void AddPages(const Means& means, const std::vector<MetFolder*>& folders, elf::Depth depth, const StoredFolders& stored,
              SeenFiles& result) {
  std::vector<std::string> pages(folders.size());
  means.crew.Run(folders.size(), kPagesAtOnce, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) pages[i] = NewPage(*folders[i], means, depth, stored);
  });
  for (std::size_t i = 0; i < folders.size(); ++i) {
    result.folders.push_back(folders[i]->key());
    if (!pages[i].empty()) result.changed.push_back({folders[i]->key(), std::move(pages[i])});
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

Scope WholeSystem(const Root& root) {
  Scope scope;
  for (const std::string_view directory : kDefaultDirectories) {
    if (root.Status(std::string(directory)).ok()) scope.paths.emplace_back(directory);
  }
  return scope;
}

SeenFiles ReadFiles(const Means& means, const Scope& scope, elf::Depth depth, const StoredFolders* stored) {
  Starts starts(means.root);
  for (const std::string& path : scope.paths) starts.Add(path, scope.how);
  std::vector<MetFolder> folders = std::move(starts).Take();
  Walk(means, depth, stored, folders);
  SeenFiles result;
  Gathering gathering(result);
  for (MetFolder& start : folders) gathering.Add(start);
  if (stored != nullptr) AddPages(means, gathering.whole(), depth, *stored, result);
  return result;
}

}  // namespace halfsecond::survey
