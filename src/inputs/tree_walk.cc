#include "inputs/tree_walk.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/limits.h"

namespace halfsecond {
namespace {

constexpr std::array<std::string_view, 3> kKernelTrees{"/proc", "/sys", "/dev"};

void AddFile(FileList& list, std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view folder = path.substr(0, slash + 1);
  if (list.folders.empty() || list.folders.back().is_whole || list.folders.back().path != folder) {
    list.folders.push_back({std::string(folder), list.names.size(), 0, false});
  }
  ++list.folders.back().count;
  list.names.emplace_back(path.substr(slash + 1));
}

class Walk {
 public:
  explicit Walk(const Root& root) : root_(root) {}

  void Start(const std::string& path) {
    const auto status = root_.Status(path);
    if (!status.ok()) {
      list_.gaps.push_back({path, status.error()});
    } else if (status->is_regular()) {
      AddFile(list_, path);
    } else if (status->is_directory()) {
      pending_.push_back({path, 0});
      Drain();
    }
  }

  FileList Take() && { return std::move(list_); }

 private:
  struct Pending {
    std::string path;
    std::size_t depth;
  };

  void Drain() {
    while (!pending_.empty()) {
      const Pending next = std::move(pending_.back());
      pending_.pop_back();
      Enter(next);
    }
  }

  void Enter(const Pending& directory) {
    if (std::find(kKernelTrees.begin(), kKernelTrees.end(), directory.path) != kKernelTrees.end()) return;
    const auto opened = root_.OpenDirectory(directory.path, Directory::For::kListing);
    const auto status = opened.ok() ? opened->OwnStatus() : Result<FileStatus>(opened.error());
    if (!status.ok()) {
      list_.gaps.push_back({directory.path, status.error()});
      return;
    }
    if (!entered_.insert(std::to_string(status->device) + ':' + std::to_string(status->inode)).second) return;
    if (directory.depth > limits::kMaxTreeDepth) {
      list_.gaps.push_back({directory.path, {Error::Kind::kLimit, "too deep"}});
      return;
    }
    if (list_.names.size() > limits::kMaxTreeFiles) {
      list_.gaps.push_back({directory.path, {Error::Kind::kLimit, "too many files before it"}});
      return;
    }
    auto entries = opened->List();
    if (!entries.ok()) {
      list_.gaps.push_back({directory.path, entries.error()});
      return;
    }
    const std::string prefix = directory.path.back() == '/' ? directory.path : directory.path + "/";
    FileList::Folder folder{prefix, list_.names.size(), 0, true};
    std::vector<Pending> below;
    for (DirectoryEntry& entry : *entries) {
      if (entry.kind == DirectoryEntry::Kind::kRegular) list_.names.push_back(std::move(entry.name));
      if (entry.kind == DirectoryEntry::Kind::kDirectory) below.push_back({prefix + entry.name, directory.depth + 1});
    }
    folder.count = list_.names.size() - folder.first;
    if (folder.count > 0) list_.folders.push_back(std::move(folder));
    pending_.insert(pending_.end(), std::make_move_iterator(below.rbegin()), std::make_move_iterator(below.rend()));
  }

  const Root& root_;
  FileList list_;
  std::vector<Pending> pending_;
  std::unordered_set<std::string> entered_;
};

}  // namespace

FileList ListFiles(const Root& root, const std::vector<std::string>& paths) {
  Walk walk(root);
  for (const std::string& path : paths) walk.Start(path);
  return std::move(walk).Take();
}

FileList ListOf(const std::vector<std::string>& paths) {
  FileList list;
  for (const std::string& path : paths) AddFile(list, path);
  return list;
}

std::vector<WalkGap> WalkFiles(const Root& root, const std::vector<std::string>& paths,
                               const std::function<void(const std::string&)>& visit) {
  FileList list = ListFiles(root, paths);
  for (const FileList::Folder& folder : list.folders) {
    for (std::size_t i = 0; i < folder.count; ++i) visit(folder.path + list.names[folder.first + i]);
  }
  return std::move(list.gaps);
}

}  // namespace halfsecond
