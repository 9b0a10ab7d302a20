// What a path of a repository is for, as far as custody asks.

#pragma once

#include <cstdint>
#include <string_view>

namespace halfsecond::custody {

enum PathClass : std::uint16_t {
  kCodePath = 1U << 0U,     // C and its kin
  kBuildPath = 1U << 1U,    // configure.ac, CMakeLists.txt, meson.build, Makefile, m4 ...
  kCiPath = 1U << 2U,       // what builds and tests every change
  kContactPath = 1U << 3U,  // SECURITY, CODEOWNERS, MAINTAINERS, AUTHORS, README
  kOwnerPath = 1U << 4U,    // the first three of these and AUTHORS: who is asked and who is told
  kIgnorePath = 1U << 5U,   // .gitignore
  kFuzzPath = 1U << 6U,     // fuzz targets, their build, oss-fuzz
  kTestPath = 1U << 7U,     // below a directory of tests
  kOpaquePath = 1U << 8U,   // no name of a text: bytes that a reviewer cannot read
  kInstallPath = 1U << 9U,  // runs when a package is installed
  kMailmapPath = 1U << 10U,
};

// The classes of `path`, 0 when custody does not ask about it.
std::uint16_t ClassesOf(std::string_view path);

}  // namespace halfsecond::custody
