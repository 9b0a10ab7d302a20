// The content index that a command uses: the one inside, or the file that --index names.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/command_line.h"
#include "base/result.h"
#include "inputs/root.h"
#include "readers/content_index/content_index.h"

namespace halfsecond::app {

class IndexSource {
 public:
  // Errors: those of Root::OpenFile and ContentIndex::Read.
  Result<void> Open(const Root& root, const Arguments& arguments);

  // REQUIRES: Open was.
  const content_index::ContentIndex& index() const { return *index_; }

 private:
  std::unique_ptr<FileSource> file_;  // holds the bytes of --index
  std::optional<content_index::ContentIndex> index_;
};

// "2026-08-22": the newest commit that the index was built from.
std::string IndexDate(const content_index::ContentIndex& index);

}  // namespace halfsecond::app
