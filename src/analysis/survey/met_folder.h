// MetFolder: a folder on the way of a survey, and what the workers found in it.

#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/survey/file_pass.h"
#include "analysis/survey/folder_page.h"
#include "analysis/survey/stored_folders.h"
#include "base/result.h"
#include "inputs/file_source.h"

namespace halfsecond::survey {

// Neighbours in one folder, the piece of work that one worker takes, and what came of it.
struct Piece {
  std::vector<std::string> names;  // empty once they are read
  std::size_t first_watched = 0;   // where they stand among the watched files of the page that lists them
  std::vector<SeenFile> seen;      // their paths are names yet
  PageFiles records;               // for the store
  std::size_t remembered = 0;      // known from the store
  bool is_new = false;             // `records` say what the store did not
};

// Made by the worker that lists the folder above it; then of the one that enters it, and its pieces of those that take
// them.
struct MetFolder {
  enum class How : std::uint8_t { kWhole, kNamedFiles };

  How how = How::kWhole;
  std::string path;  // by which it was reached; ends with a slash, or is "" for the working directory
  std::size_t depth = 0;

  // What came of it.
  std::optional<Error> gap;        // it could not be listed
  MetFolder* same_as = nullptr;    // entered by another path
  FileStatus status;               // before it was listed
  std::optional<FolderPage> page;  // the store's; not indexed when it lists the folder as it is
  bool is_listed_by_page = false;  // so that only the watched files are among `pieces`
  std::vector<Piece> pieces;
  std::vector<MetFolder> below;  // in byte order of their names
  std::size_t looked_at = 0;     // regular files, also quiet ones
  bool is_placed = false;        // among the results

  FolderKey key() const { return {status.device, status.inode}; }
};

// What all workers share.
struct MetFolders {
  std::mutex mutex;  // of entered
  std::unordered_map<FolderKey, MetFolder*, FolderKeyHash> entered;
  std::atomic<std::size_t> found{0};  // regular files
  std::atomic<std::size_t> done{0};   // of these
};

}  // namespace halfsecond::survey
