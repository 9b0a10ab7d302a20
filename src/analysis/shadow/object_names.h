// Which objects a repository may have, by the indices of its packs. Git looks for one that is not there in every pack
// and every folder, and reads the list of packs anew each time; of a release's files most are not there.

#pragma once

#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "inputs/git_directory.h"
#include "inputs/root.h"
#include "readers/git/object_id.h"
#include "readers/git/pack_index.h"

namespace halfsecond::shadow {

class ObjectNames {
 public:
  // Of the stores that `repository` has and borrows from; nothing is read yet. `root` is the running system's.
  ObjectNames(const GitDirectory& repository, Root root);

  // False: it has no such object. True: it has, or that cannot be told, as of objects that are in no pack.
  // REQUIRES: this process is a reader.
  bool MayHave(const git::ObjectId& id);

 private:
  struct Pack {
    std::unique_ptr<FileSource> file;
    git::PackIndex index;
  };

  void Open();
  bool OpenStore(const std::string& store);
  bool OpenPacks(const std::string& folder);

  Root root_;
  std::vector<std::string> stores_;
  std::uint8_t id_bytes_;
  bool is_open_ = false;
  bool is_sure_ = false;     // every store was read
  std::bitset<256> loose_;   // folders of single objects, by the byte that these begin with
  std::vector<Pack> packs_;  // the one that had the last object first
  std::unordered_set<git::ObjectId, git::ObjectIdHash> missing_;  // from every pack: most are asked for twice
};

}  // namespace halfsecond::shadow
