// vendored-crate: a file of a crate that `cargo vendor` put into the release, as the list beside the crate's files has
// it. Where a Cargo.lock of the tag names the package of that list, whoever reviewed the tag has reviewed which package
// it is; the list itself is the archive's, so that the files are attributed to the package and not proved to be its.

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"
#include "base/sha256.h"
#include "base/text.h"
#include "readers/cargo/crate_files.h"

namespace halfsecond::release {
namespace {

constexpr std::string_view kList = ".cargo-checksum.json";

// The digits of the contents' SHA-256; "" where neither was kept.
std::string DigestOf(const ArchiveFile& file) {
  if (!file.content && file.digest == nullptr) return "";
  return HexDigits(file.content ? Sha256().Add(std::as_bytes(std::span(*file.content))).Finish() : *file.digest);
}

// The folder right below the innermost vendor/, as `cargo vendor` names it unless it is told another; "" for none.
std::string_view CrateOf(std::string_view path) {
  constexpr std::string_view kVendor = "vendor/";
  const std::size_t at = path.rfind("/vendor/");
  const std::size_t start = at != std::string_view::npos ? at + 1 + kVendor.size()
                            : path.starts_with(kVendor)  ? kVendor.size()
                                                         : path.size();
  const std::size_t slash = path.find('/', start);
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// "adler" or "adler-1.0.2" for the package "adler".
bool IsFolderOf(std::string_view folder, std::string_view package) {
  return !package.empty() && folder.starts_with(package) &&
         (folder.size() == package.size() || folder[package.size()] == '-');
}

std::optional<Explained> ExplainVendoredCrate(const Difference& difference, Comparison& comparison) {
  const std::string_view path = difference.path;
  const std::string_view crate = CrateOf(path);
  if (difference.state != FileState::kOnlyInArchive || crate.empty()) return std::nullopt;
  const std::string list_path = std::string(crate) + "/" + std::string(kList);
  const ArchiveFile* listed = comparison.ArchiveFileAt(list_path);
  const cargo::CrateFiles* list = listed == nullptr ? nullptr : comparison.CrateFilesOf(*listed);
  if (list == nullptr) return std::nullopt;
  const std::string_view below = path.substr(crate.size() + 1);
  const auto file = list->files.find(below);
  const bool is_listed = file != list->files.end() && file->second == DigestOf(*difference.in_archive);
  if (below != kList && !is_listed) return std::nullopt;
  const auto* locked = comparison.LockOf(list->package);
  if (locked != nullptr && IsFolderOf(NameOf(crate), locked->name))
    return ExplainedBy(Strength::kAttributed,
                       "of a package that " + locked->lock->path + " names, by the list beside it", list_path);
  return ExplainedBy(Strength::kLabelled, "of a package of Cargo's, by the list beside it", list_path);
}

}  // namespace

extern const Explanation kVendoredCrate;
constinit const Explanation kVendoredCrate{"vendored-crate", &ExplainVendoredCrate};

}  // namespace halfsecond::release
