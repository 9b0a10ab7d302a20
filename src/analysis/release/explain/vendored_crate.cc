// vendored-crate: a file of a crate that `cargo vendor` put into the release, as the list beside the crate's files has
// it. Where a Cargo.lock of the tag names the package of that list, whoever reviewed the tag has reviewed which package
// it is; the list itself is the archive's, so that the files are attributed to the package and not proved to be its.

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"
#include "base/sha256.h"
#include "readers/cargo/crate_files.h"

namespace halfsecond::release {
namespace {

constexpr std::string_view kList = ".cargo-checksum.json";

// The digits of the contents' SHA-256; "" where neither was kept.
std::string DigestOf(const ArchiveFile& file) {
  if (!file.content && file.digest == nullptr) return "";
  constexpr std::string_view kDigits = "0123456789abcdef";
  const Sha256Digest digest =
      file.content ? Sha256().Add(std::as_bytes(std::span(*file.content))).Finish() : *file.digest;
  std::string digits;
  for (const std::uint8_t byte : digest) {
    digits += kDigits[byte >> 4U];
    digits += kDigits[byte & 15U];
  }
  return digits;
}

// `cargo vendor` names the folder so unless it is told another.
bool IsBelowVendor(std::string_view path) {
  return path.starts_with("vendor/") || path.find("/vendor/") != std::string_view::npos;
}

std::optional<Explained> OfPackage(const std::string& list, const std::string& package, Comparison& comparison) {
  if (const TagFile* lock = comparison.LockOf(package))
    return ExplainedBy(Strength::kAttributed, "of a package that " + lock->path + " names, by the list beside it",
                       list);
  return ExplainedBy(Strength::kLabelled, "of a package of Cargo's, by the list beside it", list);
}

std::optional<Explained> ExplainVendoredCrate(const Difference& difference, Comparison& comparison) {
  const std::string_view path = difference.path;
  if (difference.state != FileState::kOnlyInArchive || !IsBelowVendor(path)) return std::nullopt;
  // A crate may hold folders that other crates were copied to: the innermost list speaks.
  for (std::string_view crate = FolderOf(path); !crate.empty(); crate = FolderOf(crate)) {
    const std::string list_path = std::string(crate) + "/" + std::string(kList);
    const ArchiveFile* listed = comparison.ArchiveFileAt(list_path);
    const cargo::CrateFiles* list = listed == nullptr ? nullptr : comparison.CrateFilesOf(*listed);
    if (list == nullptr) continue;
    const std::string_view below = path.substr(crate.size() + 1);
    if (below == kList) return OfPackage(list_path, list->package, comparison);
    const auto file = list->files.find(below);
    if (file == list->files.end() || file->second != DigestOf(*difference.in_archive)) return std::nullopt;
    return OfPackage(list_path, list->package, comparison);
  }
  return std::nullopt;
}

}  // namespace

extern const Explanation kVendoredCrate;
constinit const Explanation kVendoredCrate{"vendored-crate", &ExplainVendoredCrate};

}  // namespace halfsecond::release
