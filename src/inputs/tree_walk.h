// Walking a tree of directories without following links out of it or going round in circles.

#pragma once

#include <cstddef>
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

// The regular files of a tree by directory, listed before the first of them is opened.
struct FileList {
  struct Folder {
    std::string path;  // ends with a slash; "" is the working directory
    std::size_t first = 0;
    std::size_t count = 0;
    bool is_whole = false;  // every regular file in it is listed
  };
  std::vector<Folder> folders;
  std::vector<std::string> names;  // of folder f: names[first] to names[first + count - 1], in byte order
  std::vector<WalkGap> gaps;
};

// Every regular file at or below each of `paths`. A named path may be a link; links met on the way are not followed.
// Each directory is entered once, whatever mounts or names lead to it. Not entered: the kernel's own trees (proc, sys,
// dev) below a root.
FileList ListFiles(const Root& root, const std::vector<std::string>& paths);

// The same list without a walk: each of `paths` is a file, taken as named and not looked at. In their order.
FileList ListOf(const std::vector<std::string>& paths);

// Calls `visit` with the path of each of ListFiles. Returns what could not be listed.
std::vector<WalkGap> WalkFiles(const Root& root, const std::vector<std::string>& paths,
                               const std::function<void(const std::string&)>& visit);

}  // namespace halfsecond
