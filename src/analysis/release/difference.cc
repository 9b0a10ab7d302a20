#include "analysis/release/difference.h"

#include <algorithm>

#include "analysis/release/archive_paths.h"
#include "analysis/release/text_lines.h"

namespace halfsecond::release {

bool IsOfOtherKind(const ArchiveFile& file, const TagFile& in_tag) {
  return (file.type == archive::Entry::Type::kSymlink) != (in_tag.kind == git::TreeEntry::Kind::kSymlink);
}

Comparison::Comparison(const Sides& sides, Repository& repository, std::vector<Repository>& others)
    : listing_(sides.listing),
      files_(sides.files),
      prefix_(sides.prefix),
      tag_(sides.tag),
      index_(sides.index),
      exclusions_(sides.exclusions),
      repository_(repository),
      others_(others),
      lines_beside_(files_, repository_) {
  for (const TagFile& file : files_) {
    by_path_.emplace(file.path, &file);
    const bool is_submodule = file.kind == git::TreeEntry::Kind::kSubmodule;
    if (!is_submodule) by_id_.emplace(file.id, &file);
    const std::string_view name = std::string_view(file.path).substr(file.path.rfind('/') + 1);
    if (is_submodule && (name == "gnulib" || name == ".gnulib")) gnulib_ = &file;
  }
  for (const ArchiveFile& file : listing_.files) archive_by_path_.emplace(file.path, &file);
}

std::optional<Difference> Comparison::DifferenceOf(std::string_view path, const ArchiveFile& file) const {
  const TagFile* in_tag = prefix_.empty() ? TagFileAt(path) : TagFileAt(prefix_ + std::string(path));
  if (in_tag == nullptr) return Difference{path, FileState::kOnlyInArchive, &file, nullptr};
  if (in_tag->id == file.id && !IsOfOtherKind(file, *in_tag)) return std::nullopt;
  return Difference{path, FileState::kModified, &file, in_tag};
}

std::vector<Difference> Comparison::Differences(std::size_t& identical) const {
  identical = 0;
  std::vector<Difference> differences;
  for (const ArchiveFile& file : listing_.files) {
    const auto difference = DifferenceOf(file.path, file);
    if (difference) differences.push_back(*difference);
    if (!difference) ++identical;
  }
  for (const TagFile& file : files_) {
    if (!file.path.starts_with(prefix_)) continue;
    std::string_view below = file.path;
    below.remove_prefix(prefix_.size());
    const bool is_there =
        archive_by_path_.count(below) > 0 || (file.kind == git::TreeEntry::Kind::kSubmodule && HasFilesBelow(below));
    if (!is_there) differences.push_back({below, FileState::kOnlyInTag, nullptr, &file});
  }
  std::sort(differences.begin(), differences.end(),
            [](const Difference& a, const Difference& b) { return a.path < b.path; });
  return differences;
}

bool Comparison::HasFilesBelow(std::string_view folder) const {
  return std::any_of(listing_.files.begin(), listing_.files.end(), [folder](const ArchiveFile& file) {
    return file.path.size() > folder.size() && file.path[folder.size()] == '/' && file.path.starts_with(folder);
  });
}

const TagFile* Comparison::TagFileAt(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

const TagFile* Comparison::TagFileOf(const git::ObjectId& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const ArchiveFile* Comparison::ArchiveFileAt(std::string_view path) {
  const auto found = archive_by_path_.find(path);
  if (found != archive_by_path_.end()) return found->second;
  constexpr std::size_t kMostPathBytes = 4096;
  if (grows_ && path.size() <= kMostPathBytes) missed_.emplace_back(path);
  return nullptr;
}

bool Comparison::HasLineOfMacros(content_index::LineDigest line) {
  if (macro_lines_) return macro_lines_->count(line) > 0;
  macro_lines_.emplace();
  const auto add = [this](std::string_view text) {
    for (const std::string_view one : LinesOf(text)) {
      if (const auto digest = content_index::DigestOfLine(one)) macro_lines_->insert(*digest);
    }
  };
  for (const TagFile& file : files_) {
    if (!file.path.ends_with(".m4")) continue;
    const auto blob = repository_.Blob(file.id);
    if (blob.ok() && *blob) add(**blob);
  }
  return macro_lines_->count(line) > 0;
}

git::ExportAttributes& Comparison::ExportRules() {
  if (export_rules_) return *export_rules_;
  export_rules_.emplace();
  constexpr std::string_view kName = ".gitattributes";
  std::vector<const TagFile*> found;
  for (const TagFile& file : files_) {
    const bool is_one = file.path == kName || file.path.ends_with("/.gitattributes");
    if (is_one && found.size() < limits::kMaxAttributeFiles) found.push_back(&file);
  }
  // A directory's own come before those of the directories in it, whose paths are longer.
  std::stable_sort(found.begin(), found.end(),
                   [](const TagFile* a, const TagFile* b) { return a->path.size() < b->path.size(); });
  for (const TagFile* file : found) {
    const auto blob = repository_.Blob(file->id);
    if (!blob.ok() || !*blob) continue;
    export_rules_->Add(file->path.substr(0, file->path.size() - kName.size()), Bytes::Of(**blob));
  }
  return *export_rules_;
}

std::optional<Comparison::PlaceInSubmodule> Comparison::SubmoduleOf(std::string_view path) const {
  const std::string in_tag = prefix_ + std::string(path);
  for (std::size_t slash = in_tag.find('/'); slash != std::string::npos; slash = in_tag.find('/', slash + 1)) {
    const TagFile* file = TagFileAt(std::string_view(in_tag).substr(0, slash));
    if (file != nullptr && file->kind == git::TreeEntry::Kind::kSubmodule) return {{file, in_tag.substr(slash + 1)}};
  }
  return std::nullopt;
}

const Comparison::FilesByPath* Comparison::FilesOfSubmodule(const git::ObjectId& commit) {
  const auto [place, is_new] = submodules_.emplace(commit, std::nullopt);
  for (std::size_t i = 0; is_new && !place->second && i < others_.size(); ++i) {
    const auto files = others_[i].FilesOf(commit);
    if (!files.ok()) continue;
    place->second.emplace();
    for (const TagFile& file : *files) place->second->emplace(file.path, file.id);
  }
  return place->second ? &*place->second : nullptr;
}

const Subprojects::Wrap* Comparison::SubprojectOf(std::string_view path) {
  if (path.find("subprojects/") == std::string_view::npos) return nullptr;
  if (!subprojects_) subprojects_.emplace(files_, repository_);
  return subprojects_->Of(prefix_ + std::string(path));
}

std::optional<std::string> Comparison::BlobOfOthers(const git::ObjectId& id) {
  for (Repository& other : others_) {
    auto blob = other.Blob(id);
    if (blob.ok() && *blob) return *std::move(blob);
  }
  return std::nullopt;
}

const std::vector<std::string>& Comparison::FoldersOfMacros() {
  constexpr std::size_t kMost = 8;  // met: 3
  if (!folders_of_macros_.empty()) return folders_of_macros_;
  folders_of_macros_.emplace_back("m4/");
  for (const TagFile& file : files_) {
    if (!file.path.ends_with(".m4") || !file.path.starts_with(prefix_)) continue;
    const std::string folder = file.path.substr(prefix_.size(), file.path.rfind('/') + 1 - prefix_.size());
    const bool is_new =
        std::find(folders_of_macros_.begin(), folders_of_macros_.end(), folder) == folders_of_macros_.end();
    if (is_new && folders_of_macros_.size() < kMost) folders_of_macros_.push_back(folder);
  }
  return folders_of_macros_;
}

const std::vector<const TagFile*>& Comparison::Templates() {
  if (templates_) return *templates_;
  templates_.emplace();
  for (const TagFile& file : files_) {
    if (file.path.ends_with(".in")) templates_->push_back(&file);
  }
  return *templates_;
}

const GnulibList* Comparison::GnulibListOf(const ArchiveFile& file) {
  constexpr std::size_t kMost = 8;  // of an archive; met: 3
  const auto known = gnulib_lists_.find(&file);
  if (known != gnulib_lists_.end()) return known->second ? &*known->second : nullptr;
  if (gnulib_lists_.size() == kMost) return nullptr;
  std::optional<GnulibList>& list = gnulib_lists_[&file];
  std::optional<std::string> fetched;
  if (const std::string* text = ContentOf(file, fetched)) list.emplace(*text);
  return list ? &*list : nullptr;
}

const cargo::CrateFiles* Comparison::CrateFilesOf(const ArchiveFile& file) {
  if (crate_ != &file) {
    crate_ = &file;
    crate_files_.reset();
    std::optional<std::string> fetched;
    const std::string* text = ContentOf(file, fetched);
    if (auto list = text == nullptr ? Result<cargo::CrateFiles>(Error{}) : cargo::CrateFiles::Read(*text); list.ok())
      crate_files_ = *std::move(list);
  }
  return crate_files_ ? &*crate_files_ : nullptr;
}

const Comparison::Locked* Comparison::LockOf(const std::string& package) {
  constexpr std::size_t kMostLocks = 64;  // met: 2
  if (!locked_) {
    locked_.emplace();
    std::size_t locks = 0;
    for (const TagFile& file : files_) {
      // A template of it as well: its name goes on behind that.
      if (NameOf(file.path).starts_with("Cargo.lock") && locks++ < kMostLocks) ReadLock(file);
    }
  }
  const auto found = locked_->find(package);
  return found == locked_->end() ? nullptr : &found->second;
}

void Comparison::ReadLock(const TagFile& lock) {
  constexpr std::size_t kDigits = 64;
  constexpr std::string_view kName = "name = \"";
  const auto blob = repository_.Blob(lock.id);
  if (!blob.ok() || !*blob) return;
  std::string name;
  for (const std::string_view line : LinesOf(**blob)) {
    const std::size_t close = line.rfind('"');
    if (close == std::string_view::npos) continue;
    if (line.starts_with(kName) && close >= kName.size()) name = line.substr(kName.size(), close - kName.size());
    if (line.starts_with("checksum = ") && close >= kDigits)
      locked_->emplace(line.substr(close - kDigits, kDigits), Locked{&lock, name});
  }
}

const std::unordered_set<content_index::LineDigest>& Comparison::LinesOfPatches(const std::string& name) {
  constexpr std::size_t kMostPatches = 16;  // of one name; met: 1
  const auto [place, is_new] = patch_lines_.emplace(name, std::unordered_set<content_index::LineDigest>());
  if (!is_new) return place->second;
  std::size_t patches = 0;
  for (const TagFile& file : files_) {
    if (!file.path.ends_with(".diff") || NameOf(file.path) != name + ".diff") continue;
    if (++patches > kMostPatches) break;
    const auto blob = repository_.Blob(file.id);
    if (!blob.ok() || !*blob) continue;
    for (const std::string_view line : LinesOf(**blob)) {
      const auto digest = line.starts_with('+') ? content_index::DigestOfLine(line.substr(1)) : std::nullopt;
      if (digest) place->second.insert(*digest);
    }
  }
  return place->second;
}

const std::string* Comparison::ContentOf(const ArchiveFile& file, std::optional<std::string>& fetched) {
  if (file.content) return &*file.content;
  auto blob = repository_.Blob(file.id);
  if (blob.ok()) fetched = std::move(*blob);
  return fetched ? &*fetched : nullptr;
}

const gettext::Catalog* Comparison::TranslationOf(const ArchiveFile& file) {
  if (translated_ != &file) {
    translated_ = &file;
    translation_.reset();
    std::optional<std::string> fetched;
    const std::string* text = ContentOf(file, fetched);
    auto catalog = text != nullptr ? gettext::ReadPo(Bytes::Of(*text)) : Result<gettext::Catalog>(gettext::Catalog());
    if (text != nullptr && catalog.ok()) translation_ = std::move(*catalog);
  }
  return translation_ ? &*translation_ : nullptr;
}

const std::string* Comparison::TagContent(const Difference& difference) {
  if (difference.in_tag == nullptr) return nullptr;
  if (fetched_ != difference.in_tag) {
    fetched_ = difference.in_tag;
    content_.reset();  // before the next is there: they may be large
    auto blob = repository_.Blob(fetched_->id);
    content_ = blob.ok() ? std::move(*blob) : std::nullopt;
  }
  return content_ ? &*content_ : nullptr;
}

}  // namespace halfsecond::release
