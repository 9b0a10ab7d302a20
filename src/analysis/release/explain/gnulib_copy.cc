// gnulib-copy: gnulib-tool's list of what it copied names the file. That says where it comes from and proves nothing:
// the list is the archive's. Where the tag has a commit of gnulib as a submodule it is attributed to that. Where the
// repository of that commit is at hand its contents decide: they are the commit's (other-repository, submodule), or but
// for the licence that gnulib-tool was told to write.

#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

// Takes all of `words` out.
void TakeOut(std::string& text, std::string_view words) {
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at))
    text.erase(at, words.size());
}

// Takes out what the first comment says between its being free software and its coming without warranty.
void TakeOutTerms(std::string& text) {
  const std::size_t start = text.find(" is free software");
  const std::size_t end = start == std::string::npos ? start : text.find(" is distributed in the hope", start);
  if (end != std::string::npos && text.find("*/") > end) text.erase(start, end - start);
}

// A text of gnulib's without what tells the licences of GNU apart: the terms, "Lesser", and the version that follows
// the word (gnulib-tool, "Update license").
std::string WithoutLicence(std::string text) {
  TakeOutTerms(text);
  for (const std::string_view words : {"Lesser ", "Library "}) TakeOut(text, words);
  constexpr std::string_view kVersion = "version ";
  for (std::size_t at = text.find(kVersion); at != std::string::npos; at = text.find(kVersion, at)) {
    at += kVersion.size();
    std::size_t end = at;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.')) ++end;
    text.erase(at, end - at);
  }
  return text;
}

// Is `content` what gnulib has under `name` in the commit whose files these are, but for the licence?
bool IsRelicensed(std::string_view name, const std::string& content, const Comparison::FilesByPath& files,
                  Comparison& comparison) {
  const std::string ours = WithoutLicence(content);
  for (const std::string_view folder : {"lib/", "tests/", "top/", ""}) {
    const auto file = files.find(std::string(folder) + std::string(name));
    const auto theirs = file == files.end() ? std::nullopt : comparison.BlobOfOthers(file->second);
    if (theirs && WithoutLicence(*theirs) == ours) return true;
  }
  return false;
}

// What `list`, at `path` of the archive, says of the file; nothing where it does not name it.
std::optional<Explained> ByList(const Difference& difference, const std::string& path, const GnulibList& list,
                                Comparison& comparison) {
  const std::string_view name = list.NameOf(difference.path);
  if (name.empty()) return std::nullopt;
  const std::string said = ", says " + path + "; name a clone of it as well to have them compared";
  const TagFile* gnulib = comparison.gnulib();
  if (gnulib == nullptr) return ExplainedBy(Strength::kLabelled, "copied from gnulib" + said, path);
  const std::string commit = gnulib->path + " at " + gnulib->id.Hex().substr(0, 12);
  const Comparison::FilesByPath* files = comparison.FilesOfSubmodule(gnulib->id);
  if (files == nullptr) return ExplainedBy(Strength::kAttributed, "copied from the submodule " + commit + said, path);
  const auto& content = difference.in_archive->content;
  if (!content || !IsRelicensed(name, *content, *files, comparison)) return std::nullopt;
  return ExplainedBy(Strength::kProved, "of the submodule " + commit + ", but for the licence", path);
}

std::optional<Explained> ExplainGnulibCopy(const Difference& difference, Comparison& comparison) {
  if (difference.state != FileState::kOnlyInArchive) return std::nullopt;
  std::vector<std::string> folders = comparison.FoldersOfMacros();
  // A project may have several copies, each with its macros in a folder of its own: src/gl/m4/ is of src/gl/.
  for (std::string_view above = FolderOf(difference.path); !above.empty(); above = FolderOf(above)) {
    folders.push_back(std::string(above) + "/m4/");
  }
  for (const std::string& folder : folders) {
    const std::string path = folder + "gnulib-comp.m4";
    const ArchiveFile* file = comparison.ArchiveFileAt(path);
    const GnulibList* list = file == nullptr ? nullptr : comparison.GnulibListOf(*file);
    auto explained = list == nullptr ? std::nullopt : ByList(difference, path, *list, comparison);
    if (explained) return explained;
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kGnulibCopy;
constinit const Explanation kGnulibCopy{"gnulib-copy", &ExplainGnulibCopy};

}  // namespace halfsecond::release
