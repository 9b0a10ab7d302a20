#include "analysis/load/search_risk.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace halfsecond::load {
namespace {

using Risk = SearchDirectory::Risk;

constexpr std::uint32_t kWritableByOthers = 0002;
constexpr std::uint32_t kWritableByGroup = 0020;
constexpr std::uint32_t kSticky = 01000;

struct Judgement {
  Risk risk = Risk::kNone;
  std::string detail;
};

void DropLastSlashes(std::string& path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
}

// Judges directories of one root. Owners are compared with the owner of the root directory, so that a system unpacked
// by an ordinary user is judged as if it belonged to root.
class Judge {
 public:
  Judge(system::DirectoryStatuses& directories, std::uint32_t program_owner)
      : directories_(directories), program_owner_(program_owner) {
    if (const auto& top = directories.Of("/"); top.ok()) {
      root_owner_ = top->uid;
      root_group_ = top->gid;
    }
  }

  Judgement Of(const std::string& directory) const {
    if (directory.empty() || directory.front() != '/') return {Risk::kRelative, "depends on the working directory"};
    std::string path = directory;
    bool is_missing_below = false;  // the rest of the path is not there: whoever may add here may make it
    for (bool is_whole_path = true;; is_whole_path = false) {
      DropLastSlashes(path);
      const auto& status = directories_.Of(path);
      if (status.ok()) {
        Judgement judged = OfExisting(*status, is_whole_path || is_missing_below ? Attack::kAdd : Attack::kReplace);
        if (judged.risk != Risk::kNone) return is_whole_path ? judged : OfAncestor(std::move(judged), path);
      }
      is_missing_below = !status.ok();
      if (path == "/") return {};
      path.erase(std::max<std::size_t>(path.rfind('/'), 1));
    }
  }

 private:
  // A directory above the one that is searched, with the risk in it.
  static Judgement OfAncestor(Judgement judged, const std::string& path) {
    if (judged.risk == Risk::kWritableByOthers) judged.risk = Risk::kCreatableByOthers;
    judged.detail += " (at " + path + ")";
    return judged;
  }

  // Adding a file needs write permission alone; replacing what is there needs a directory that is not sticky.
  enum class Attack : std::uint8_t { kAdd, kReplace };

  Judgement OfExisting(const FileStatus& status, Attack attack) const {
    const bool by_others = (status.mode & kWritableByOthers) != 0;
    const bool by_group = (status.mode & kWritableByGroup) != 0 && status.gid != root_group_;
    const bool is_sticky = (status.mode & kSticky) != 0;
    if ((by_others || by_group) && (attack == Attack::kAdd || !is_sticky)) {
      return {Risk::kWritableByOthers,
              by_others ? "can be written by anyone" : "can be written by group " + std::to_string(status.gid)};
    }
    if (status.uid != root_owner_ && status.uid != program_owner_) {
      return {Risk::kOwnedByUser, "belongs to user " + std::to_string(status.uid)};
    }
    return {};
  }

  system::DirectoryStatuses& directories_;
  std::uint32_t program_owner_;
  std::uint32_t root_owner_ = 0;
  std::uint32_t root_group_ = 0;
};

}  // namespace

void AddSearchRisks(const Closure& closure, system::DirectoryStatuses& directories, LoadFacts& facts) {
  if (closure.directories.empty()) return;
  const Judge judge(directories, closure.nodes[0].file->status.uid);
  for (const auto& [node, element] : closure.directories) {
    Judgement judged = judge.Of(element.directory);
    if (judged.risk == Risk::kNone) continue;
    SearchDirectory directory;
    const auto shown = std::find(closure.order.begin(), closure.order.end(), node);
    directory.object = shown == closure.order.end() ? kNobody : static_cast<std::size_t>(shown - closure.order.begin());
    directory.directory = element.directory.empty() ? "." : element.directory;
    directory.as_written = element.as_written;
    directory.risk = judged.risk;
    directory.detail = std::move(judged.detail);
    facts.risky_directories.push_back(std::move(directory));
  }
}

}  // namespace halfsecond::load
