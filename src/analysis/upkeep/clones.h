// Which folder of clones holds which project's repository: by Vcs-Git, by Homepage, or by name.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/upkeep/installed_projects.h"
#include "base/result.h"
#include "inputs/root.h"

namespace halfsecond::upkeep {

// A repository on the disk, by what it may be called.
struct Clone {
  std::string path;
  std::string owner;   // "tukaani-project" of "tukaani-project+xz" or "tukaani-project/xz"; may be empty
  std::string name;    // "xz"
  std::string origin;  // the address that it was cloned from; may be empty
};

// The repositories in `directory`, one or two folders deep, by path. At most limits::kMaxClones are looked at.
// Errors: as Root::List.
Result<std::vector<Clone>> FindClones(const Root& host, const std::string& directory);

// What a source package says of where it is kept. Vcs-Git stands only in lists of sources (deb-src).
struct SourceHome {
  std::string source;
  std::string homepage;
  std::string vcs_git;
};

// The homes of the installed projects; Vcs-Git from the uncompressed lists of sources that apt has, if any.
std::vector<SourceHome> HomesOf(const Root& root, const InstalledProjects& installed);

struct ClonedProject {
  std::string source;
  std::string path;
  std::string how;  // "Vcs-Git", "Homepage", "name"
};

// The best clone of each source that has one, by source.
std::vector<ClonedProject> MatchClones(const std::vector<SourceHome>& homes, const std::vector<Clone>& clones);

// As bytes for a pipe, and back. The latter refuses what the former cannot have written.
std::string Packed(const std::vector<ClonedProject>& projects);
Result<std::vector<ClonedProject>> UnpackedClones(std::string_view bytes);

}  // namespace halfsecond::upkeep
