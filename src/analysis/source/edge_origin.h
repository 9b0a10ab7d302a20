// What brought a program's request for a library, by its source package: the patch, the build's question, the switch.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/source/source_tree.h"
#include "facts/source_origin.h"

namespace halfsecond::source {

// A library by the names under which sources speak of it.
struct LibraryNames {
  std::string name;                               // "systemd" of libsystemd.so.0
  std::vector<std::string> aliases;               // further names: of its source package; "zlib" for libz
  std::vector<std::string> development_packages;  // "libsystemd-dev"
};

// The names of the library with this soname, which `package` (or "") of the source `source` (or "") has.
LibraryNames NamesOf(std::string_view soname, std::string_view package, std::string_view source);

// Does a line of a build file ask for the library: by -lNAME, libNAME, or by name in a question that build systems ask?
bool AsksFor(std::string_view line, const LibraryNames& names);

// The lines of `tree` that speak of the library, and what follows from them. `symbols`: names that the program binds of
// the library. Only what the lines show is concluded: a distribution's patch has the build ask for it and upstream's
// build does not, or upstream's does.
SourceOrigin OriginOf(const SourceTree& tree, const LibraryNames& names, const std::vector<std::string>& symbols);

}  // namespace halfsecond::source
