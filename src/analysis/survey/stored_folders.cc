#include "analysis/survey/stored_folders.h"

#include <span>

namespace halfsecond::survey {

std::optional<FolderPage> StoredFolders::Find(FolderKey key, elf::Depth depth) const {
  const auto found = pages_.find(key);
  if (found == pages_.end()) return std::nullopt;
  auto page = FolderPage::Read(Bytes(std::as_bytes(std::span(found->second.data(), found->second.size()))));
  if (!page.ok() || page->depth() < depth) return std::nullopt;
  return std::move(*page);
}

}  // namespace halfsecond::survey
