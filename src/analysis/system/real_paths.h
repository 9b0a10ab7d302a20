// RealPaths: Root::RealPath for many files of few directories, each directory resolved once. Any number of threads may
// ask at once.

#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "inputs/root.h"

namespace halfsecond::system {

class RealPaths {
 public:
  // `root` must outlive this.
  explicit RealPaths(const Root& root) : root_(&root) {}

  // As Root::RealPath, in one system call a link instead of one a component. Errors: as there.
  Result<std::string> Of(const std::string& path);

  // `path` with its directory resolved and its last component as it is, link or not. Errors: as Root::RealPath.
  Result<std::string> OfDirectory(const std::string& path);

 private:
  const Result<std::string>& Directory(const std::string& path);

  const Root* root_;
  std::mutex mutex_;  // held while a directory is resolved, not while a file is
  std::unordered_map<std::string, Result<std::string>> directories_;
};

}  // namespace halfsecond::system
