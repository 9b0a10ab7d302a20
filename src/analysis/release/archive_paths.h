// What the paths of an archive say together: which folder all is in, and what lies where it cannot or should not.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/release/archive_listing.h"
#include "facts/release.h"

namespace halfsecond::release {

// The folder that a path is in, "" at the top, and what it is called there.
constexpr std::string_view FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
constexpr std::string_view NameOf(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Where `target`, what a link at `path` says, leads: a path without "." and ".."; nothing for out of where all is.
// Links on the way are not followed. REQUIRES: `target` is relative.
std::optional<std::string> PathOfTarget(std::string_view path, std::string_view target);

// The folder at the top that more than half of the files are in, with its slash; "" when none is.
std::string LargestFolder(const ArchiveListing& listing);

// Takes `top` off the paths; what is outside of it is "../" of it from there on. REQUIRES: the listing has no top.
void PutBelow(ArchiveListing& listing, const std::string& top);

// Files that are folders as well, and links that files lie below: those are unpacked to where the link leads. `folders`
// are those that the archive names itself.
std::vector<ArchiveOddity> FindClashes(const std::vector<ArchiveFile>& files, const std::vector<std::string>& folders);

// Links that lead out of `top`, or where that is "" out of where the archive is unpacked; those to absolute paths are
// not among them.
std::vector<ArchiveOddity> FindLinksOut(const std::vector<ArchiveFile>& files, const std::string& top);

}  // namespace halfsecond::release
