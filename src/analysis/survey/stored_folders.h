// What earlier surveys wrote down of a system, in memory: pages by folder.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "analysis/survey/folder_page.h"
#include "analysis/survey/use_book.h"

namespace halfsecond::survey {

// A folder by what the file system calls it.
struct FolderKey {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 an ordering is compared with for a pointer
  auto operator<=>(const FolderKey&) const = default;
};

struct FolderKeyHash {
  std::size_t operator()(const FolderKey& key) const {
    return std::hash<std::uint64_t>()(key.inode * 0x9e3779b97f4a7c15ULL ^ key.device);
  }
};

// Under this key, which no folder has, stands the UseBook.
inline constexpr FolderKey kUseBookKey{};

class StoredFolders {
 public:
  void Add(FolderKey key, std::string page) { pages_[key] = std::move(page); }

  // The page of a folder, if there is one that can be believed and that goes as deep.
  std::optional<FolderPage> Find(FolderKey key, elf::Depth depth) const;

  // The book of uses; an empty one when there is none that can be believed.
  UseBook Uses() const;

  using Pages = std::unordered_map<FolderKey, std::string, FolderKeyHash>;
  const Pages& pages() const { return pages_; }

 private:
  Pages pages_;
};

}  // namespace halfsecond::survey
