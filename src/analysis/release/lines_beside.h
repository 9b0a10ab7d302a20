// Which lines stand in the files of a folder of the tag, by their digests: whether a list was collected from them can
// mostly be denied without reading them all again.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/release/repository.h"

namespace halfsecond::release {

inline constexpr std::size_t kMostFilesBeside = 2000;                   // in one folder; met: 780
inline constexpr std::size_t kMostBytesBeside = std::size_t{32} << 20;  // of them; met: 6 MB

class LinesBeside {
 public:
  // `files` are the tag's, sorted by path. REQUIRES: both outlive this.
  LinesBeside(const std::vector<TagFile>& files, Repository& repository) : files_(files), repository_(repository) {}

  // The files of the tag right in `folder`, which is "" or ends with a slash; by path.
  std::vector<const TagFile*> FilesIn(std::string_view folder) const;

  // May each of `lines`, but for empty ones, stand in one of them? False: one stands in none of the files, as far as
  // the limits above let them be read. True says nothing: digests may be equal by chance, and what is too large is not
  // looked at.
  bool MayHave(const std::string& folder, const std::vector<std::string_view>& lines);

 private:
  struct Digests {
    std::vector<std::uint64_t> all;
    bool is_sorted = false;  // from the second question on: most folders are asked about once
  };
  std::optional<std::vector<std::uint64_t>> Read(std::string_view folder);

  const std::vector<TagFile>& files_;
  Repository& repository_;
  std::unordered_map<std::string, std::optional<Digests>> folders_;
  std::size_t kept_ = 0;  // digests of all folders
};

}  // namespace halfsecond::release
