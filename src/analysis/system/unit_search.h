// UnitSearch: which file a unit's name stands for, on a system that has several directories of them.
//
// Reads directories and links only. A masked unit (a link to /dev/null, or one that leads nowhere) is not there.

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/system/real_paths.h"
#include "inputs/root.h"

namespace halfsecond::system {

class UnitSearch {
 public:
  // Looks through the directories of systemd.unit(5), "UNIT FILE LOAD PATH", for the system manager; those below /run
  // only where the system is the running one. `root`, and `real_paths` of it, must outlive the search.
  UnitSearch(const Root& root, RealPaths& real_paths);

  // A unit by its own name: "ssh.service" -> "/usr/lib/systemd/system/ssh.service". Aliases are not in it.
  const std::map<std::string, std::string>& fragments() const { return fragments_; }

  // The drop-ins of a unit in the order they count: by file name, of two of one name the one in the directory that
  // comes first. A template's apply to its instances, those of "foo-.service" to "foo-bar.service", those of
  // "service" to every service.
  std::vector<std::string> DropInsOf(const std::string& unit) const;

  // True when the unit, under its own name or an alias, is linked into a target's .wants, .requires or .upholds.
  bool IsWanted(const std::string& unit) const { return wanted_.contains(unit); }

  // True when somebody, or a package's maintainer script, ever enabled a unit here: the links are below /etc.
  bool HasChoices() const { return has_choices_; }

 private:
  struct Directory {
    std::string path;
    std::string real_path;
    std::vector<DirectoryEntry> entries;
  };

  void FindDirectories();
  void AddEntry(const Directory& directory, const DirectoryEntry& entry);
  void AddUnit(const Directory& directory, const DirectoryEntry& entry);
  void AddWanted(const std::string& path);
  // Adds the drop-ins for one of `names` that are not in `by_name` yet; one that is masked as an empty path.
  void AddDropIns(const std::vector<std::string>& names, std::map<std::string, std::string>& by_name) const;
  bool IsUnitDirectory(std::string_view real_path) const;
  bool IsMasked(const std::string& path, const DirectoryEntry& entry) const;

  const Root* root_;
  RealPaths* real_paths_;
  std::vector<Directory> directories_;
  std::set<std::string> seen_;  // names already decided, masked ones and aliases among them
  std::map<std::string, std::string> fragments_;
  std::set<std::string> drop_in_directories_;   // paths
  std::map<std::string, std::string> aliases_;  // "sshd.service" -> "ssh.service"
  std::set<std::string> wanted_;
  bool has_choices_ = false;
};

}  // namespace halfsecond::system
