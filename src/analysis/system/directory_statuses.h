// DirectoryStatuses: Root::Status of the few directories that many programs are looked for in, each asked for once.

#pragma once

#include <string>
#include <unordered_map>

#include "base/result.h"
#include "inputs/root.h"

namespace halfsecond::system {

class DirectoryStatuses {
 public:
  // `root` must outlive this.
  explicit DirectoryStatuses(const Root& root) : root_(&root) {}

  // As Root::Status. Errors: as there.
  const Result<FileStatus>& Of(const std::string& path) {
    const auto found = known_.find(path);
    return found != known_.end() ? found->second : known_.emplace(path, root_->Status(path)).first->second;
  }

  bool IsAbsent(const std::string& path) {
    const auto& status = Of(path);
    return !status.ok() && status.error().kind == Error::Kind::kNotFound;
  }

 private:
  const Root* root_;
  std::unordered_map<std::string, Result<FileStatus>> known_;
};

}  // namespace halfsecond::system
