// What a name on the command line means: a library, a program, or a package that has some.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/load/object_store.h"
#include "base/result.h"
#include "facts/about.h"
#include "facts/load.h"

namespace halfsecond::about {

// The libraries that a name may mean, by the names under which programs load them.
class Candidates {
 public:
  // Adds the library at `path`, whose file holds `object`.
  void Add(const std::string& path, const elf::Object& object);
  // A soname, the name of a file, or either without what follows ".so".
  void AddName(const std::string& name) { names_.push_back(name); }

  bool Matches(const LoadedObject& object) const;
  bool empty() const { return names_.empty(); }
  const std::vector<std::string>& names() const { return names_; }
  // Where the library called `name` is on the disk, if that is known.
  std::string PathOf(const std::string& name) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::string> paths_;  // of those added with their files
};

struct Meaning {
  AboutSubject::Kind kind = AboutSubject::Kind::kLibrary;
  std::string program;              // of a program: its path
  Candidates libraries;             // of a library
  std::vector<std::string> others;  // what else the package has
};

// What `name`, without a slash, means: the name of a library, else an installed package, else a program. Nothing: a
// library, if any program loads one of that name.
Meaning MeaningOf(const std::string& name, load::ObjectStore& store, const Root& root);

// What the file at `path` is. REQUIRES: IsObject at that path.
Meaning MeaningOfFile(const std::string& path, const elf::Object& object);

// A library of that name in a folder where the loader looks, which no program loads; or "".
std::string FindUnusedLibrary(const std::string& name, const Root& root);

}  // namespace halfsecond::about
