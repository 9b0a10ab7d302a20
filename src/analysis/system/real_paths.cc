#include "analysis/system/real_paths.h"

#include <utility>

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
  HS_TRY(candidate, OfDirectory(path));
  const auto target = root_->ReadLink(candidate);
  if (target.ok()) return root_->RealPath(path);
  if (target.error().kind == Error::Kind::kNotFound) return target.error();
  return candidate;  // no link
}

}  // namespace halfsecond::system
