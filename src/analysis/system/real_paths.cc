#include "analysis/system/real_paths.h"

#include <utility>

#include "base/limits.h"

namespace halfsecond::system {

const Result<std::string>& RealPaths::Directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto found = directories_.find(path);
  if (found != directories_.end()) return found->second;
  return directories_.emplace(path, root_->RealPath(path.empty() ? "/" : path)).first->second;
}

Result<std::string> RealPaths::OfDirectory(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (slash == std::string::npos || name.empty() || name == "." || name == "..") return root_->RealPath(path);
  const Result<std::string>& directory = Directory(path.substr(0, slash));
  if (!directory.ok()) return directory.error();
  return (*directory == "/" ? "/" : *directory + "/") + name;
}

Result<std::string> RealPaths::Of(const std::string& path) {
  std::string next = path;
  for (int links = 0; links <= limits::kMaxSymlinks; ++links) {
    HS_TRY(candidate, OfDirectory(next));
    if (candidate == "/") return candidate;
    const auto target = root_->ReadLink(candidate);
    if (!target.ok()) {
      if (target.error().kind == Error::Kind::kNotFound) return target.error();
      return candidate;  // no link
    }
    const bool is_absolute = target->starts_with('/');
    next = is_absolute ? *target : candidate.substr(0, candidate.rfind('/') + 1) + *target;
  }
  return Error{Error::Kind::kLimit, "too many symbolic links"};
}

}  // namespace halfsecond::system
