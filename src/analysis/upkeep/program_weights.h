// ProgramWeights: hears of every program of a system and adds up, for each project, how many of them map a library of
// it, by closure: most never name what they rest on.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "analysis/system/package_store.h"
#include "analysis/upkeep/installed_projects.h"
#include "facts/load.h"

namespace halfsecond::upkeep {

class ProgramWeights {
 public:
  // One program of the system. From any thread.
  void Add(const LoadFacts& facts);

  std::size_t programs() const { return programs_.size(); }

  // Sets what each project weighs, and the libraries of it that are mapped, most programs first. Errors: as
  // PackageStore::OwnersOf.
  Result<void> Weigh(system::PackageStore& packages, InstalledProjects& projects) const;

 private:
  struct Mapped {
    std::size_t library;  // into libraries_
    bool is_direct;
  };
  struct Program {
    std::string path;
    bool is_privileged;
    std::vector<Mapped> mapped;
  };
  struct Library {
    std::string soname;
    std::size_t programs = 0;
  };

  // Adds a program to the projects of what it maps; `project_of`: by library, null for none's.
  static void AddProgram(const Program& program, const std::vector<UpkeepProject*>& project_of);
  void NameLibraries(const std::vector<UpkeepProject*>& project_of) const;

  std::mutex mutex_;
  std::vector<Program> programs_;
  std::map<std::string, std::size_t> index_;  // of paths
  std::vector<std::string> paths_;            // of libraries, in the order met
  std::vector<Library> libraries_;
};

}  // namespace halfsecond::upkeep
