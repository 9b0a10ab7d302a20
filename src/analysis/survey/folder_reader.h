// FolderReader: one worker of the file pass. Enters folders, finds those below them, and looks at their files.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/survey/file_pass.h"
#include "analysis/survey/met_folder.h"
#include "analysis/survey/work_pile.h"
#include "inputs/directory.h"
#include "inputs/file_source.h"
#include "readers/elf/object.h"

namespace halfsecond::survey {

// A folder to enter, or a piece of one that is open.
struct FolderJob {
  MetFolder* folder = nullptr;
  Piece* piece = nullptr;                 // null: enter
  std::shared_ptr<const Directory> open;  // null: it cannot be opened
};

class FolderReader {
 public:
  // `stored` may be null. All must outlive the reader.
  FolderReader(const Means& means, elf::Depth depth, const StoredFolders* stored, MetFolders& met,
               WorkPile<FolderJob>& pile)
      : means_(&means), depth_(depth), stored_(stored), met_(&met), pile_(&pile) {}

  void Do(const FolderJob& job);

 private:
  void Enter(MetFolder& folder);
  bool EnterByPage(MetFolder& folder);
  std::shared_ptr<const Directory> EnterByListing(MetFolder& folder);
  bool Claim(MetFolder& folder);
  void AddBelow(MetFolder& folder, const std::vector<std::string_view>& names);
  void ReadAll(MetFolder& folder, const std::shared_ptr<const Directory>& open);
  void Read(const MetFolder& folder, Piece& piece, const Directory* open);
  std::optional<KnownFile> Remember(const MetFolder& folder, Piece& piece, std::size_t i, const Directory* open,
                                    FileStatus& status) const;
  std::optional<KnownFile> Examine(const MetFolder& folder, Piece& piece, std::size_t i, const Directory* open,
                                   SeenFile& seen);
  void Note(const MetFolder& folder, Piece& piece, std::size_t i, const FileStatus& status, const KnownFile* file);

  const Means* means_;
  elf::Depth depth_;
  const StoredFolders* stored_;
  MetFolders* met_;
  WorkPile<FolderJob>* pile_;
  std::unique_ptr<ReadBuffers> buffers_ = std::make_unique<ReadBuffers>();
};

}  // namespace halfsecond::survey
