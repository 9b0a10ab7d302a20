// The first pass of a survey: folders are walked and every regular file in them is looked at once, by several workers,
// and ELF files are read. Links met on the way are not followed, each folder is entered once, and the kernel's own
// trees are left out.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/load/object_store.h"
#include "analysis/survey/crew.h"
#include "analysis/survey/stored_folders.h"
#include "inputs/root.h"
#include "inputs/tree_walk.h"
#include "readers/elf/object.h"

namespace halfsecond::survey {

// What is to be looked at.
struct Scope {
  enum class How : std::uint8_t {
    kTrees,       // each path is a file, or a folder with all below it; it may be a link
    kNamedFiles,  // each path is a file, taken as named
  };
  How how = How::kTrees;
  std::vector<std::string> paths;
};

// The trees of a system that hold programs and libraries, of those that `root` has.
Scope WholeSystem(const Root& root);

// A file that is ELF, or that could not be read.
struct SeenFile {
  std::string path;
  FileStatus status;
  std::shared_ptr<const elf::Object> object;  // null: `error` says why
  Error error{};
  bool is_again = false;  // a further name of a file that stands before it
};

// A page of the store that is not what the store has.
struct ChangedFolder {
  FolderKey key;
  std::string page;
};

struct SeenFiles {
  std::vector<SeenFile> files;  // each folder's in byte order of their names, then those of the folders below it
  std::vector<WalkGap> gaps;
  std::size_t looked_at = 0;
  std::size_t remembered = 0;          // of these: known from the store, not opened
  std::vector<ChangedFolder> changed;  // whole folders only; empty without a store
  std::vector<FolderKey> folders;      // every whole folder met; empty without a store
};

// How far a pass is: so many "files", "programs", "symbol tables" or "bindings" done, of how many. Called on the
// calling thread, often.
using Progress = std::function<void(std::string_view what, std::size_t done, std::size_t of)>;

// By what means a pass works.
struct Means {
  const Root& root;
  Crew& crew;
  const Progress& progress;
  // Files that changed later may change again without their times telling: they are not remembered.
  std::int64_t at_rest_before_ns;
};

// Looks at every file of `scope`. With what is `stored` (or null), a file that is still the same is not opened again,
// and a folder that is still the same is not listed: of its files only the watched ones (folder_page.h) are looked at.
// The same whatever the number of workers, but for which folders are left out past limits::kMaxTreeFiles.
SeenFiles ReadFiles(const Means& means, const Scope& scope, elf::Depth depth, const StoredFolders* stored);

// The moment before which a file that changed is at rest.
std::int64_t AtRestBefore();

// Is it what a loader maps: a program or a shared library, and not an object file or a core?
bool IsLoadable(const elf::Object& object);

}  // namespace halfsecond::survey
