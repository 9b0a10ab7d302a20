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

class Walk {
 public:
  explicit Walk(const Root& root) : root_(root) {}

  void Start(const std::string& path) {
    const auto status = root_.Status(path);
    if (!status.ok()) {
      gaps_.push_back({path, status.error()});
    } else if (status->is_regular()) {
      files_.push_back(path);
    } else if (status->is_directory()) {
      pending_.push_back({path, 0});
      Drain();
    }
  }

  const std::vector<std::string>& files() const { return files_; }
  std::vector<WalkGap> TakeGaps() && { return std::move(gaps_); }

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
    if (IsKernelTree(directory.path)) return;
    const auto opened = root_.OpenDirectory(directory.path, Directory::For::kListing);
    const auto status = opened.ok() ? opened->OwnStatus() : Result<FileStatus>(opened.error());
    if (!status.ok()) {
      gaps_.push_back({directory.path, status.error()});
      return;
    }
    if (!entered_.insert(std::to_string(status->device) + ':' + std::to_string(status->inode)).second) return;
    if (directory.depth > limits::kMaxTreeDepth) {
      gaps_.push_back({directory.path, {Error::Kind::kLimit, "too deep"}});
      return;
    }
    if (files_.size() > limits::kMaxTreeFiles) {
      gaps_.push_back({directory.path, {Error::Kind::kLimit, "too many files before it"}});
      return;
    }
    const auto entries = opened->List();
    if (!entries.ok()) {
      gaps_.push_back({directory.path, entries.error()});
      return;
    }
    const std::string prefix = directory.path.back() == '/' ? directory.path : directory.path + "/";
    std::vector<Pending> below;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.kind == DirectoryEntry::Kind::kRegular) files_.push_back(prefix + entry.name);
      if (entry.kind == DirectoryEntry::Kind::kDirectory) below.push_back({prefix + entry.name, directory.depth + 1});
    }
    pending_.insert(pending_.end(), std::make_move_iterator(below.rbegin()), std::make_move_iterator(below.rend()));
  }

  const Root& root_;
  std::vector<std::string> files_;
  std::vector<WalkGap> gaps_;
  std::vector<Pending> pending_;
  std::unordered_set<std::string> entered_;
};

}  // namespace

bool IsKernelTree(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::find(kKernelTrees.begin(), kKernelTrees.end(), path) != kKernelTrees.end();
}

std::vector<WalkGap> WalkFiles(const Root& root, const std::vector<std::string>& paths,
                               const std::function<void(const std::string&)>& visit) {
  Walk walk(root);
  for (const std::string& path : paths) walk.Start(path);
  for (const std::string& file : walk.files()) visit(file);
  return std::move(walk).TakeGaps();
}

}  // namespace halfsecond
