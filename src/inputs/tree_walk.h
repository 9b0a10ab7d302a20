// Walking a tree of directories without following links out of it or going round in circles.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "inputs/directory.h"
#include "inputs/root.h"

namespace halfsecond {

// A directory that could not be listed, and why.
struct WalkGap {
  std::string path;
  Error error;
};

// Is it, with or without a slash at its end, one of the kernel's own trees (proc, sys, dev)?
bool IsKernelTree(std::string_view path);

// Calls `visit` with every regular file at or below each of `paths`, listed before the first visit. A named path may be
// a link; links met on the way are not followed. Each directory is entered once, whatever mounts or names lead to it.
// Not entered: the kernel's own trees below a root. Returns what could not be listed.
std::vector<WalkGap> WalkFiles(const Root& root, const std::vector<std::string>& paths,
                               const std::function<void(const std::string&)>& visit);

// The same below one directory, with the symbolic links that it holds, as links. `visit` gets each path and its kind.
std::vector<WalkGap> WalkFilesAndLinks(const Root& root, const std::string& directory,
                                       const std::function<void(const std::string&, DirectoryEntry::Kind)>& visit);

}  // namespace halfsecond
