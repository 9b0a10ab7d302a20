// Walking a tree of directories without following links out of it or going round in circles.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "inputs/root.h"

namespace halfsecond {

// A directory that could not be listed, and why.
struct WalkGap {
  std::string path;
  Error error;
};

// Calls `visit` with the path of every regular file at or below each of `paths`, in byte order within a directory. A
// named path may be a link; links met on the way are not followed. Each directory is entered once, whatever mounts or
// names lead to it. Not entered: the kernel's own trees (proc, sys, dev) below a root. Returns what could not be
// listed.
std::vector<WalkGap> WalkFiles(const Root& root, const std::vector<std::string>& paths,
                               const std::function<void(const std::string&)>& visit);

}  // namespace halfsecond
