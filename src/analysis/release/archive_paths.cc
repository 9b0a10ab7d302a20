#include "analysis/release/archive_paths.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace halfsecond::release {
namespace {

using Type = archive::Entry::Type;

bool LeadsOut(const ArchiveFile& link, const std::string& top) {
  const auto end = PathOfTarget(link.path, *link.content);
  return !end || !(*end + "/").starts_with(top);
}

}  // namespace

std::optional<std::string> PathOfTarget(std::string_view path, std::string_view target) {
  std::vector<std::string_view> parts;
  for (std::string_view rest : {FolderOf(path), target}) {
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, std::min(rest.find('/'), rest.size()));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return std::nullopt;
      } else {
        parts.pop_back();
      }
    }
  }
  std::string end;
  for (const std::string_view part : parts) end.append(end.empty() ? "" : "/").append(part);
  return end;
}

std::string LargestFolder(const ArchiveListing& listing) {
  std::unordered_map<std::string_view, std::size_t> counts;
  for (const ArchiveFile& file : listing.files) {
    const std::string_view folder = std::string_view(file.path).substr(0, file.path.find('/') + 1);
    if (!folder.empty() && ++counts[folder] > listing.files.size() / 2) return std::string(folder);
  }
  return "";
}

void PutBelow(ArchiveListing& listing, const std::string& top) {
  listing.top = top;
  for (ArchiveFile& file : listing.files) {
    if (file.path.starts_with(top)) {
      file.path.erase(0, top.size());
    } else {
      file.path.insert(0, "../");
    }
  }
  for (ArchiveOddity& oddity : listing.oddities) {
    if (oddity.path.starts_with(top)) oddity.path.erase(0, top.size());
  }
  std::sort(listing.files.begin(), listing.files.end(),
            [](const ArchiveFile& a, const ArchiveFile& b) { return a.path < b.path; });
}

std::vector<ArchiveOddity> FindClashes(const std::vector<ArchiveFile>& files, const std::vector<std::string>& folders) {
  // Every folder, and the first that lies in it; itself where the archive names it.
  std::unordered_map<std::string_view, std::string_view> below;
  for (const ArchiveFile& file : files) {
    std::string_view folder = FolderOf(file.path);
    for (; !folder.empty() && below.emplace(folder, file.path).second; folder = FolderOf(folder)) {}
  }
  for (const std::string& named : folders) {
    std::string_view folder = named;
    for (; !folder.empty() && below.emplace(folder, named).second; folder = FolderOf(folder)) {}
  }
  std::vector<ArchiveOddity> clashes;
  for (const ArchiveFile& file : files) {
    const auto found = below.find(file.path);
    if (found == below.end()) continue;
    if (file.type != Type::kSymlink) {
      clashes.push_back({"duplicate-name", file.path, "a file and a folder of the archive"});
    } else if (found->second == file.path) {
      clashes.push_back({"duplicate-name", file.path, "a link and a folder of the archive"});
    } else {
      clashes.push_back({"below-a-link", std::string(found->second),
                         "is below a link, and unpacked to where that leads: " + file.content.value_or("")});
    }
  }
  return clashes;
}

std::vector<ArchiveOddity> FindLinksOut(const std::vector<ArchiveFile>& files, const std::string& top) {
  std::vector<ArchiveOddity> found;
  for (const ArchiveFile& file : files) {
    if (file.type != Type::kSymlink || !file.content || file.content->starts_with('/')) continue;
    if (LeadsOut(file, top)) {
      found.push_back({"climbs-out", file.path, "a link that leads out of the archive, to " + *file.content});
    }
  }
  return found;
}

}  // namespace halfsecond::release
