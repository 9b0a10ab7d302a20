// The two names of one directory on systems that merged /usr: /lib/x and /usr/lib/x are one file, and package
// databases, unit files and programs use either name.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inputs/root.h"

namespace halfsecond::system {

class DirectoryAliases {
 public:
  // Looks which of /bin, /sbin, /lib, /lib32, /lib64, /libx32, /libo32 and the same below /usr are links in `root`.
  static DirectoryAliases Of(const Root& root);

  // `path`, absolute and otherwise left alone, under the directory's real name. "/lib/x" -> "/usr/lib/x".
  std::string Real(std::string_view path) const;

  // All names of a path that Real or Root::RealPath returned, that one first.
  std::vector<std::string> Spellings(const std::string& real_path) const;

 private:
  struct Alias {
    std::string name;  // "/lib"
    std::string real;  // "/usr/lib"
  };
  std::vector<Alias> aliases_;
};

}  // namespace halfsecond::system
