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
  enum class Links : std::uint8_t { kLeftOut, kToo };
  Walk(const Root& root, Links links) : root_(root), links_(links) {}

  void Start(const std::string& path) {
    const auto status = root_.Status(path);
    if (!status.ok()) {
      gaps_.push_back({path, status.error()});
    } else if (status->is_regular()) {
      files_.push_back({path, DirectoryEntry::Kind::kRegular});
    } else if (status->is_directory()) {
      pending_.push_back({path, 0});
      Drain();
    }
  }

  struct File {
    std::string path;
    DirectoryEntry::Kind kind;  // kRegular or kSymlink
  };
  const std::vector<File>& files() const { return files_; }
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
      const bool is_wanted_link = entry.kind == DirectoryEntry::Kind::kSymlink && links_ == Links::kToo;
      if (entry.kind == DirectoryEntry::Kind::kRegular || is_wanted_link) {
        files_.push_back({prefix + entry.name, entry.kind});
      }
      if (entry.kind == DirectoryEntry::Kind::kDirectory) below.push_back({prefix + entry.name, directory.depth + 1});
    }
    pending_.insert(pending_.end(), std::make_move_iterator(below.rbegin()), std::make_move_iterator(below.rend()));
  }

  const Root& root_;
  Links links_;
  std::vector<File> files_;
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
  Walk walk(root, Walk::Links::kLeftOut);
  for (const std::string& path : paths) walk.Start(path);
  for (const Walk::File& file : walk.files()) visit(file.path);
  return std::move(walk).TakeGaps();
}

std::vector<WalkGap> WalkFilesAndLinks(const Root& root, const std::string& directory,
                                       const std::function<void(const std::string&, DirectoryEntry::Kind)>& visit) {
  Walk walk(root, Walk::Links::kToo);
  walk.Start(directory);
  for (const Walk::File& file : walk.files()) visit(file.path, file.kind);
  return std::move(walk).TakeGaps();
}

}  // namespace halfsecond
