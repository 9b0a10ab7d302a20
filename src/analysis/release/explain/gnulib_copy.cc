// gnulib-copy: gnulib-tool's list of what it copied names the file. That says where it comes from and proves nothing:
// the list is the archive's. Where the tag has a commit of gnulib as a submodule it is attributed to that. Where the
// repository of that commit is at hand its contents decide: they are the commit's (other-repository, submodule), or but
// for the licence that gnulib-tool was told to write.

#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kMostPathBytes = 4096;

// Takes all of `words` out.
void TakeOut(std::string& text, std::string_view words) {
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at)) {
    text.erase(at, words.size());
  }
}

// Takes out what a comment says between its being free software and its coming without warranty.
void TakeOutTerms(std::string& comment) {
  const std::size_t start = comment.find(" is free software");
  const std::size_t end = start == std::string::npos ? start : comment.find(" is distributed in the hope", start);
  if (end != std::string::npos) comment.erase(start, end - start);
}

// A source of gnulib's without what tells the licences of GNU apart, in its first comment: the terms, "Lesser", and the
// version that follows the word (gnulib-tool, "Update license"). Nothing for a file that begins with no comment of C.
std::optional<std::string> WithoutLicence(std::string_view text) {
  const std::size_t end = text.starts_with("/*") ? text.find("*/") : std::string_view::npos;
  if (end == std::string_view::npos) return std::nullopt;
  std::string comment(text.substr(0, end));
  TakeOutTerms(comment);
  for (const std::string_view words : {"Lesser ", "Library "}) TakeOut(comment, words);
  constexpr std::string_view kVersion = "version ";
  for (std::size_t at = comment.find(kVersion); at != std::string::npos; at = comment.find(kVersion, at)) {
    at += kVersion.size();
    std::size_t stop = at;
    while (stop < comment.size() &&
           (std::isdigit(static_cast<unsigned char>(comment[stop])) != 0 || comment[stop] == '.'))
      ++stop;
    comment.erase(at, stop - at);
  }
  return comment.append(text.substr(end));
}

// Is `content` what gnulib has under `name` in the commit whose files these are, but for the licence?
bool IsRelicensed(std::string_view name, const std::string& content, const Comparison::FilesByPath& files,
                  Comparison& comparison) {
  const auto ours = WithoutLicence(content);
  if (!ours) return false;
  for (const std::string_view folder : {"lib/", "tests/", "top/", ""}) {
    const auto file = files.find(std::string(folder) + std::string(name));
    const auto theirs = file == files.end() ? std::nullopt : comparison.BlobOfOthers(file->second);
    if (theirs && WithoutLicence(*theirs) == ours) return true;
  }
  return false;
}

// The lists of the archive that may name a file at `path`. A project may have several copies of gnulib, each with its
// macros in a folder of its own: src/gl/m4/ is of src/gl/.
std::vector<std::string> PlacesOfLists(std::string_view path, Comparison& comparison) {
  constexpr std::string_view kList = "gnulib-comp.m4";
  constexpr int kMostAbove = 6;
  std::vector<std::string> places;
  for (const std::string& folder : comparison.FoldersOfMacros()) places.push_back(folder + std::string(kList));
  std::string_view above = FolderOf(path);
  for (int i = 0; i < kMostAbove && !above.empty(); ++i, above = FolderOf(above)) {
    places.push_back(std::string(above) + "/m4/" + std::string(kList));
  }
  return places;
}

// The list that names the file, and what it calls it.
struct Listed {
  std::string list;
  std::string_view name;
};

std::optional<Listed> FindListed(const Difference& difference, Comparison& comparison) {
  if (difference.state != FileState::kOnlyInArchive || difference.path.size() > kMostPathBytes) return std::nullopt;
  for (std::string& path : PlacesOfLists(difference.path, comparison)) {
    const ArchiveFile* file = comparison.ArchiveFileAt(path);
    const GnulibList* list = file == nullptr ? nullptr : comparison.GnulibListOf(*file);
    const std::string_view name = list == nullptr ? std::string_view() : list->NameOf(difference.path);
    if (!name.empty()) return Listed{std::move(path), name};
  }
  return std::nullopt;
}

std::string CommitOf(const TagFile& gnulib) {
  return gnulib.path + " at " + gnulib.id.Hex().substr(0, 12);
}

std::optional<Explained> ExplainGnulibRelicensed(const Difference& difference, Comparison& comparison) {
  const TagFile* gnulib = comparison.gnulib();
  const auto& content = difference.in_archive->content;
  if (gnulib == nullptr || !content) return std::nullopt;
  const Comparison::FilesByPath* files = comparison.FilesOfSubmodule(gnulib->id);
  const auto listed = files == nullptr ? std::nullopt : FindListed(difference, comparison);
  if (!listed || !IsRelicensed(listed->name, *content, *files, comparison)) return std::nullopt;
  return ExplainedBy(Strength::kProved, "of the submodule " + CommitOf(*gnulib) + ", but for the licence",
                     listed->list);
}

std::optional<Explained> ExplainGnulibCopy(const Difference& difference, Comparison& comparison) {
  const TagFile* gnulib = comparison.gnulib();
  if (gnulib != nullptr && comparison.FilesOfSubmodule(gnulib->id) != nullptr) return std::nullopt;
  const auto listed = FindListed(difference, comparison);
  if (!listed) return std::nullopt;
  const std::string said = ", says " + listed->list + "; name a clone of it as well to have them compared";
  if (gnulib == nullptr) return ExplainedBy(Strength::kLabelled, "copied from gnulib" + said, listed->list);
  return ExplainedBy(Strength::kAttributed, "copied from the submodule " + CommitOf(*gnulib) + said, listed->list);
}

}  // namespace

extern const Explanation kGnulibRelicensed;
constinit const Explanation kGnulibRelicensed{"gnulib-relicensed", &ExplainGnulibRelicensed};

extern const Explanation kGnulibCopy;
constinit const Explanation kGnulibCopy{"gnulib-copy", &ExplainGnulibCopy};

}  // namespace halfsecond::release
