#include "analysis/system/real_paths.h"

#include <utility>

#include "base/limits.h"

namespace halfsecond::system {

Result<std::string> RealPaths::OfDirectory(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (slash == std::string::npos || name.empty() || name == "." || name == "..") return root_->RealPath(path);
  const std::string directory = path.substr(0, slash);
  auto found = directories_.find(directory);
  if (found == directories_.end()) {
    found = directories_.emplace(directory, root_->RealPath(directory.empty() ? "/" : directory)).first;
  }
  if (!found->second.ok()) return found->second.error();
  const std::string& real = *found->second;
  return (real == "/" ? "/" : real + "/") + name;
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
