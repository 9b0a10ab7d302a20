// A small system in a temporary folder: what a test needs of one, written in the test.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "inputs/root.h"

namespace halfsecond::tests {

class SystemTree {
 public:
  SystemTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "halfsecond-tree-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    directory_ = pattern;
  }
  SystemTree(const SystemTree&) = delete;
  SystemTree& operator=(const SystemTree&) = delete;
  ~SystemTree() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  // Paths are absolute inside the tree; directories come into being as needed.
  SystemTree& File(const std::string& path, std::string_view text = "") {
    const std::filesystem::path file = Place(path);
    std::ofstream(file, std::ios::binary) << text;
    return *this;
  }
  SystemTree& Link(const std::string& path, const std::string& target) {
    std::filesystem::create_symlink(target, Place(path));
    return *this;
  }
  SystemTree& Directory(const std::string& path) {
    std::filesystem::create_directories(directory_.string() + path);
    return *this;
  }
  // The links that Debian 12 has in its root.
  SystemTree& MergeUsr() {
    for (const char* name : {"bin", "sbin", "lib", "lib64"}) {
      Directory(std::string("/usr/") + name);
      Link(std::string("/") + name, std::string("usr/") + name);
    }
    return *this;
  }

  std::string path(const std::string& inside) const { return directory_.string() + inside; }
  Root Open() const { return Root::Open(directory_.string()).value(); }

 private:
  std::filesystem::path Place(const std::string& path) const {
    std::filesystem::path place = directory_.string() + path;
    std::filesystem::create_directories(place.parent_path());
    return place;
  }

  std::filesystem::path directory_;
};

}  // namespace halfsecond::tests
