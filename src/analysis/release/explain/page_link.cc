// page-link: a manual page that is another page of the archive under a further name: one line, ".so man8/swapon.8"
// (soelim(1)), and nothing else; or a symbolic link. The other page is explained by itself.

#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

// The page that the line names, "man8/swapon.8"; "" when it is no such line.
std::string_view Target(std::string_view content) {
  constexpr std::string_view kRequest = ".so ";
  if (!content.starts_with(kRequest) || !content.ends_with('\n')) return {};
  content.remove_prefix(kRequest.size());
  content.remove_suffix(1);
  constexpr std::string_view kFolder = "man";
  const std::size_t slash = content.find('/');
  const bool is_plain = std::all_of(content.begin(), content.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("._+-/").find(c) != std::string::npos;
  });
  const bool is_of_manual = slash == kFolder.size() + 1 && content.starts_with(kFolder) &&
                            std::isdigit(static_cast<unsigned char>(content[kFolder.size()])) != 0 &&
                            content.find('/', slash + 1) == std::string_view::npos;
  return is_plain && is_of_manual ? content : std::string_view();
}

Explained FurtherName(const std::string& page) {
  return ExplainedBy(Strength::kProved, "another page of the archive under a further name", page);
}

// "ldns_pkt.3", "EVP.3ssl": by its ending.
bool IsPageByName(std::string_view path) {
  const std::string_view name = NameOf(path);
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name[dot + 1] >= '1' &&
         name[dot + 1] <= '9' &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 2, name.end(),
                     [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
}

// A symbolic link from one page to another file of the archive that is a page by its name.
std::optional<Explained> ExplainLink(const Difference& difference, Comparison& comparison) {
  const std::string& target = *difference.in_archive->content;
  if (!IsPageByName(difference.path) || !IsPageByName(target) || target.starts_with('/')) return std::nullopt;
  const auto path = PathOfTarget(std::string(difference.path), target);
  const ArchiveFile* page = path && *path != difference.path ? comparison.ArchiveFileAt(*path) : nullptr;
  if (page == nullptr || page->type != archive::Entry::Type::kFile) return std::nullopt;
  return FurtherName(*path);
}

std::optional<Explained> ExplainPageLink(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  if (difference.state != FileState::kOnlyInArchive || !content) return std::nullopt;
  if (difference.in_archive->type == archive::Entry::Type::kSymlink) return ExplainLink(difference, comparison);
  const std::string_view target = Target(*content);
  if (target.empty()) return std::nullopt;
  const std::string path(difference.path);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  const std::size_t above = folder.size() < 2 ? 0 : folder.rfind('/', folder.size() - 2) + 1;  // npos + 1 is 0
  // Beside it, or in the folder of a manual's section that stands beside its own.
  for (const std::string& place :
       {folder + std::string(NameOf(target)), folder.substr(0, above) + std::string(target)}) {
    const ArchiveFile* page = place == path ? nullptr : comparison.ArchiveFileAt(place);
    if (page == nullptr) continue;
    return FurtherName(place);
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kPageLink;
constinit const Explanation kPageLink{"page-link", &ExplainPageLink};

}  // namespace halfsecond::release
