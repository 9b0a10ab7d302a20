// Where an archive and its tag differ, and what is at hand to explain it with.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analysis/release/archive_listing.h"
#include "analysis/release/gnulib_list.h"
#include "analysis/release/lines_beside.h"
#include "analysis/release/repository.h"
#include "analysis/release/subprojects.h"
#include "facts/release.h"
#include "readers/cargo/crate_files.h"
#include "readers/content_index/content_index.h"
#include "readers/deb/exclusions.h"
#include "readers/gettext/catalog.h"
#include "readers/git/export_attributes.h"

namespace halfsecond::release {

struct Difference {
  std::string_view path;  // below the top folder of the archive, and below the tag's prefix
  FileState state = FileState::kModified;
  const ArchiveFile* in_archive = nullptr;  // none: only in the tag
  const TagFile* in_tag = nullptr;          // none: only in the archive
};

// Is one a symbolic link and the other a file? Then the same bytes are not the same.
bool IsOfOtherKind(const ArchiveFile& file, const TagFile& in_tag);

// An archive and the tag that it was made from, as those ask who explain.
class Comparison {
 public:
  struct Sides {
    const ArchiveListing& listing;
    const std::vector<TagFile>& files;  // sorted by path
    const std::string& prefix;
    const TagRef& tag;
    const content_index::ContentIndex& index;
    deb::Exclusions& exclusions;
  };
  // `others` are repositories that submodules may be of. REQUIRES: all of it outlives this.
  Comparison(const Sides& sides, Repository& repository, std::vector<Repository>& others);

  // Every difference, by path; `identical` is how many files are the same.
  std::vector<Difference> Differences(std::size_t& identical) const;

  // How a file of the archive at `path` differs; nothing when it does not. `path` must outlive what comes back.
  std::optional<Difference> DifferenceOf(std::string_view path, const ArchiveFile& file) const;

  // For an archive that is still being read: its files as they come, below its top folder. False: the path is there
  // already. REQUIRES: both outlive this.
  bool Add(std::string_view path, const ArchiveFile& file) {
    grows_ = true;
    return archive_by_path_.emplace(path, &file).second;
  }
  // The files of the archive that were asked for since the last call, and are not there.
  std::vector<std::string> TakeMissed() { return std::exchange(missed_, {}); }

  // The file of the tag at `path`, prefix included; or nothing.
  const TagFile* TagFileAt(std::string_view path) const;
  // Some file of the tag that holds the blob; or nothing.
  const TagFile* TagFileOf(const git::ObjectId& id) const;
  // The file of the archive at `path`; or nothing. Its own path may still have the top folder.
  const ArchiveFile* ArchiveFileAt(std::string_view path);

  // What the tag has of a difference; nothing where it has none, or it cannot be read. Valid until the next call.
  const std::string* TagContent(const Difference& difference);

  // What a translation of the archive says; nothing where it cannot be read. Valid until the next call: a text and what
  // was compiled from it stand beside one another, so the last one is kept.
  const gettext::Catalog* TranslationOf(const ArchiveFile& file);

  // The submodule of the tag that is gnulib by its name; or nothing.
  const TagFile* gnulib() const { return gnulib_; }

  // What a gnulib-comp.m4 of the archive says was copied from there; nothing where it cannot be read. Valid until the
  // next call. A project may have several, which are asked in turn.
  const GnulibList* GnulibListOf(const ArchiveFile& file);

  // What a .cargo-checksum.json of the archive says; nothing where it cannot be read. Valid until the next call.
  const cargo::CrateFiles* CrateFilesOf(const ArchiveFile& file);

  // What a Cargo.lock of the tag says of a package, by its digits; nothing when none names it.
  struct Locked {
    const TagFile* lock = nullptr;
    std::string name;  // of the package
  };
  const Locked* LockOf(const std::string& package);

  // Where macro files may be: "m4/" and the folders of the tag's own, below its prefix.
  const std::vector<std::string>& FoldersOfMacros();

  // The tag's files that end in ".in", by path: what configure fills in.
  const std::vector<const TagFile*>& Templates();

  // The lines of the tag's files, folder by folder.
  LinesBeside& lines_beside() { return lines_beside_; }

  // Does one of the tag's own m4 files have the line? aclocal.m4 is made of them and of published ones.
  bool HasLineOfMacros(content_index::LineDigest line);

  // The lines that the tag's own patches of a file add, which gnulib-tool applies (--local-dir): "m4/iconv.m4.diff".
  const std::unordered_set<content_index::LineDigest>& LinesOfPatches(const std::string& name);

  // What git's own archiver leaves out of the tag.
  git::ExportAttributes& ExportRules();

  // The pattern by which the packager took a file out of the archive; nullptr when there is none.
  const deb::Exclusions::Pattern* WhyExcluded(std::string_view path) {
    return exclusions_.excluded().empty() ? nullptr : exclusions_.WhyExcluded(listing_.top + std::string(path));
  }

  // The submodule of the tag that a path of the archive is below, and the path in it; nothing when it is below none.
  struct PlaceInSubmodule {
    const TagFile* submodule;
    std::string path;
  };
  std::optional<PlaceInSubmodule> SubmoduleOf(std::string_view path) const;

  // The project that the tag's .wrap files put where a path of the archive is; nothing when there is none.
  const Subprojects::Wrap* SubprojectOf(std::string_view path);

  // The files of a submodule's commit, by path; nothing when none of the other repositories has it.
  using FilesByPath = std::unordered_map<std::string, git::ObjectId>;
  const FilesByPath* FilesOfSubmodule(const git::ObjectId& commit);
  // A blob that one of the other repositories has; nothing where none does.
  std::optional<std::string> BlobOfOthers(const git::ObjectId& id);

  Repository& repository() { return repository_; }
  std::vector<Repository>& others() { return others_; }
  const content_index::ContentIndex& index() const { return index_; }
  // The archive's top folder, as in ArchiveListing.
  const std::string& top() const { return listing_.top; }
  const std::vector<TagFile>& tag_files() const { return files_; }
  const std::string& prefix() const { return prefix_; }
  const TagRef& tag() const { return tag_; }

 private:
  // What was kept of a file, or the repository has of it, which is put into `fetched`; nullptr for neither.
  const std::string* ContentOf(const ArchiveFile& file, std::optional<std::string>& fetched);
  bool HasFilesBelow(std::string_view folder) const;  // of the archive
  void ReadLock(const TagFile& lock);

  const ArchiveListing& listing_;
  const std::vector<TagFile>& files_;
  const std::string& prefix_;
  const TagRef& tag_;
  const content_index::ContentIndex& index_;
  deb::Exclusions& exclusions_;
  Repository& repository_;
  std::vector<Repository>& others_;
  std::unordered_map<git::ObjectId, std::optional<FilesByPath>, git::ObjectIdHash> submodules_;
  std::unordered_map<std::string_view, const TagFile*> by_path_;
  std::unordered_map<std::string_view, const ArchiveFile*> archive_by_path_;
  std::unordered_map<git::ObjectId, const TagFile*, git::ObjectIdHash> by_id_;
  bool grows_ = false;  // files of the archive are still added
  std::vector<std::string> missed_;
  const TagFile* fetched_ = nullptr;  // whose contents are in content_
  std::optional<std::string> content_;
  const ArchiveFile* translated_ = nullptr;  // whose messages are in translation_
  std::optional<gettext::Catalog> translation_;
  const TagFile* gnulib_ = nullptr;
  std::unordered_map<const ArchiveFile*, std::optional<GnulibList>> gnulib_lists_;
  std::optional<Subprojects> subprojects_;
  const ArchiveFile* crate_ = nullptr;  // whose list is in crate_files_
  std::optional<cargo::CrateFiles> crate_files_;
  std::optional<std::unordered_map<std::string, Locked>> locked_;  // packages, by their digits
  std::vector<std::string> folders_of_macros_;
  std::optional<std::vector<const TagFile*>> templates_;
  LinesBeside lines_beside_;
  std::optional<std::unordered_set<content_index::LineDigest>> macro_lines_;
  std::unordered_map<std::string, std::unordered_set<content_index::LineDigest>> patch_lines_;  // by the file's name
  std::optional<git::ExportAttributes> export_rules_;
};

}  // namespace halfsecond::release
