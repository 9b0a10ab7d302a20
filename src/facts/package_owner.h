// Who put a file on the disk: the package that a system's package manager says it belongs to.

#pragma once

#include <string>

namespace halfsecond {

struct PackageOwner {
  std::string name;          // "libc6", without an architecture
  std::string version;       // "2.36-9+deb12u10"
  std::string source;        // the source package it was built from: "glibc"
  std::string architecture;  // "amd64", "all"
};

}  // namespace halfsecond
