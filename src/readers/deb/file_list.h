// dpkg's file lists (var/lib/dpkg/info/<package>.list): the paths a package put on the disk, one a line.
//
// Refuses a line that is no absolute path, and a last line without its newline: a path cut short is another path.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace halfsecond::deb {

// One pass over a part of a list that starts at the start of a line. Lists run to megabytes and are asked about a few
// of their lines, so nothing is collected.
class FileList {
 public:
  explicit FileList(Bytes part) : rest_(part.text()), whole_(rest_.size()) {}

  // The next whole line that is a path; nullopt when no whole line is left. Lives as long as the bytes do.
  std::optional<std::string_view> Next();

  // Bytes of whole lines so far: where the next part has to start.
  std::uint64_t consumed_bytes() const { return whole_ - rest_.size(); }

  // Whole lines so far that were no paths.
  std::uint64_t damaged_lines() const { return damaged_lines_; }

 private:
  std::string_view rest_;
  std::uint64_t whole_ = 0;
  std::uint64_t damaged_lines_ = 0;
};

}  // namespace halfsecond::deb
