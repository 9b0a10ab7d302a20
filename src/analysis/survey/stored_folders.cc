#include "analysis/survey/stored_folders.h"

#include <utility>

namespace halfsecond::survey {

std::optional<FolderPage> StoredFolders::Find(FolderKey key, elf::Depth depth) const {
  const auto found = pages_.find(key);
  if (found == pages_.end()) return std::nullopt;
  auto page = FolderPage::Read(Bytes::Of(found->second));
  if (!page.ok() || page->head().depth < depth) return std::nullopt;
  return std::move(*page);
}

UseBook StoredFolders::Uses() const {
  const auto found = pages_.find(kUseBookKey);
  auto book = found == pages_.end() ? Result<UseBook>(UseBook()) : UseBook::Read(Bytes::Of(found->second));
  return book.ok() ? std::move(*book) : UseBook();
}

}  // namespace halfsecond::survey
