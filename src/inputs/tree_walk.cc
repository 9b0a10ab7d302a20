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
  Walk(const Root& root, const std::function<void(const std::string&)>& visit) : root_(root), visit_(visit) {}

  void Start(const std::string& path) {
    const auto status = root_.Status(path);
    if (!status.ok()) {
      gaps_.push_back({path, status.error()});
    } else if (status->is_regular()) {
      visit_(path);
    } else if (status->is_directory()) {
      pending_.push_back({path, 0});
      Drain();
    }
  }

  std::vector<WalkGap> Take() && { return std::move(gaps_); }

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
    const auto status = root_.Status(directory.path);
    if (!status.ok()) {
      gaps_.push_back({directory.path, status.error()});
      return;
    }
    if (!entered_.insert(std::to_string(status->device) + ':' + std::to_string(status->inode)).second) return;
    if (directory.depth > limits::kMaxTreeDepth) {
      gaps_.push_back({directory.path, {Error::Kind::kLimit, "too deep"}});
      return;
    }
    const auto entries = root_.List(directory.path);
    if (!entries.ok()) {
      gaps_.push_back({directory.path, entries.error()});
      return;
    }
    const std::string prefix = directory.path.back() == '/' ? directory.path : directory.path + "/";
    std::vector<Pending> below;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.kind == DirectoryEntry::Kind::kRegular) visit_(prefix + entry.name);
      if (entry.kind == DirectoryEntry::Kind::kDirectory) below.push_back({prefix + entry.name, directory.depth + 1});
    }
    pending_.insert(pending_.end(), std::make_move_iterator(below.rbegin()), std::make_move_iterator(below.rend()));
  }

  const Root& root_;
  const std::function<void(const std::string&)>& visit_;
  std::vector<Pending> pending_;
  std::unordered_set<std::string> entered_;
  std::vector<WalkGap> gaps_;
};

}  // namespace

std::vector<WalkGap> WalkFiles(const Root& root, const std::vector<std::string>& paths,
                               const std::function<void(const std::string&)>& visit) {
  Walk walk(root, visit);
  for (const std::string& path : paths) walk.Start(path);
  return std::move(walk).Take();
}

}  // namespace halfsecond
