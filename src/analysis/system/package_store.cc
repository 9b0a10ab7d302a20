#include "analysis/system/package_store.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "analysis/system/directory_aliases.h"
#include "analysis/system/real_paths.h"
#include "analysis/system/wanted_paths.h"
#include "base/limits.h"
#include "readers/apk/installed.h"
#include "readers/deb/diversions.h"
#include "readers/deb/file_list.h"

namespace halfsecond::system {
namespace {

constexpr const char* kDpkgStatus = "/var/lib/dpkg/status";
constexpr const char* kDpkgDiversions = "/var/lib/dpkg/diversions";
constexpr const char* kDpkgLists = "/var/lib/dpkg/info/";
constexpr std::array<const char*, 2> kApkDatabases{"/lib/apk/db/installed", "/usr/lib/apk/db/installed"};
constexpr std::array<const char*, 2> kRpmDatabases{"/var/lib/rpm", "/usr/lib/sysimage/rpm"};

// A list is read in windows of this size: the longest met, 4 MB, takes 16 of them.
constexpr std::uint64_t kWindowBytes = 256ULL << 10;

PackageOwner OwnerFrom(const deb::Package& package) {
  return {std::string(package.name), std::string(package.version), std::string(package.source),
          std::string(package.architecture)};
}

PackageOwner OwnerFrom(const apk::Package& package) {
  return {std::string(package.name), std::string(package.version),
          std::string(package.origin.empty() ? package.name : package.origin), std::string(package.architecture)};
}

}  // namespace

// The questions of one call, and the best answer to each so far.
struct PackageStore::Batch {
  struct Answer {
    std::optional<PackageOwner> owner;
    int rank = 0;
  };

  Batch(const Root& system, std::span<const std::string> asked)
      : root(system), paths(asked), aliases(DirectoryAliases::Of(system)), answers(asked.size()) {}

  // Puts every question in every spelling that a list may use.
  void Ask(const std::vector<deb::Diversion>& diversions) {
    for (const deb::Diversion& diversion : diversions) {
      const std::string path = aliases.Real(diversion.path);
      keeper_of.emplace(path, diversion.keeper);
      diverted_to.emplace(aliases.Real(diversion.instead), std::pair(path, std::string(diversion.keeper)));
    }
    RealPaths real_paths(root);
    for (std::size_t question = 0; question < paths.size(); ++question) {
      const std::string named = aliases.Real(paths[question]);
      const auto real = real_paths.Of(paths[question]);
      Want(question, real.ok() ? *real : named, 0);
      if (!real.ok() || *real == named) continue;
      // Below a directory that the administrator made a link, dpkg writes through the link and lists the old name. A
      // link as the last component is another matter: who owns the link does not own what it points to.
      const auto in_directory = real_paths.OfDirectory(paths[question]);
      if (in_directory.ok() && *in_directory == *real) Want(question, named, 1);
    }
  }

  void Want(std::size_t question, const std::string& path, int rank) {
    Mention mention;
    if (const auto keeper = keeper_of.find(path); keeper != keeper_of.end()) {
      mention = {Mention::Of::kOnlyPackage, keeper->second};
    }
    for (const std::string& spelling : aliases.Spellings(path)) wanted.Add(spelling, {question, rank, mention});
    if (const auto diverted = diverted_to.find(path); diverted != diverted_to.end()) {
      const auto& [from, keeper] = diverted->second;
      for (const std::string& spelling : aliases.Spellings(from)) {
        wanted.Add(spelling, {question, rank, {Mention::Of::kAnyPackageBut, keeper}});
      }
    }
  }

  // `package` says that `path` is its own.
  template <class Package>
  void Hear(std::string_view path, const Package& package) {
    const std::vector<WantedPaths::Wish>* wishes = wanted.Find(path);
    if (wishes == nullptr) return;
    for (const WantedPaths::Wish& wish : *wishes) {
      Answer& answer = answers[wish.question];
      if (!wish.mention.Counts(package.name) || (answer.owner && answer.rank <= wish.rank)) continue;
      answer = {OwnerFrom(package), wish.rank};
    }
  }

  const Root& root;
  std::span<const std::string> paths;
  DirectoryAliases aliases;
  std::unordered_map<std::string, std::string> keeper_of;  // a diverted path -> who may keep it
  std::unordered_map<std::string, std::pair<std::string, std::string>> diverted_to;  // where to -> from, its keeper
  WantedPaths wanted;
  std::vector<Answer> answers;
};

PackageStore::PackageStore(const Root& root) : root_(&root) {
  if (root.Status(kDpkgStatus).ok()) {
    database_ = Database::kDpkg;
    return;
  }
  for (const char* path : kApkDatabases) {
    if (!root.Status(path).ok()) continue;
    database_ = Database::kApk;
    apk_path_ = path;
    return;
  }
  for (const char* path : kRpmDatabases) {
    if (root.Status(path).ok()) database_ = Database::kRpm;
  }
}

Result<std::vector<std::optional<PackageOwner>>> PackageStore::OwnersOf(std::span<const std::string> paths) {
  Batch batch(*root_, paths);
  HS_CHECK(AskDatabase(batch));
  std::vector<std::optional<PackageOwner>> owners;
  owners.reserve(paths.size());
  for (Batch::Answer& answer : batch.answers) owners.push_back(std::move(answer.owner));
  return owners;
}

Result<void> PackageStore::AskDatabase(Batch& batch) {
  switch (database_) {
    case Database::kNone:
      break;
    case Database::kRpm:
      return Error{Error::Kind::kUnsupported, "the package database is rpm's, which is not read"};
    case Database::kDpkg:
      return AskDpkg(batch);
    case Database::kApk:
      return AskApk(batch);
  }
  return Error{Error::Kind::kNotFound, "no package database"};
}

// Calls `hear` with every path of the package's list.
template <class Hear>
void PackageStore::ReadList(const deb::Package& package, const Hear& hear) {
  // dpkg's lib/dpkg/db-ctrl-access.c, pkg_infodb_get_file: the architecture is part of the name only where two builds
  // of one package may stand side by side, and nowhere in a database that was never upgraded to format 1.
  const std::string plain = kDpkgLists + std::string(package.name) + ".list";
  const std::string qualified =
      kDpkgLists + std::string(package.name) + ":" + std::string(package.architecture) + ".list";
  std::string path = package.multi_arch_same ? qualified : plain;
  auto file = root_->OpenFile(path);
  if (!file.ok() && package.multi_arch_same) {
    path = plain;
    file = root_->OpenFile(path);
  }
  if (!file.ok()) return Note(path, file.error());
  Source& list = **file;
  if (list.size() > limits::kMaxTextFileBytes) {
    return Note(path, {Error::Kind::kLimit, "larger than a list may be", limits::kMaxTextFileBytes});
  }
  std::uint64_t damaged_lines = 0;
  std::uint64_t at = 0;
  while (at < list.size()) {
    auto part = list.Window(at, std::min(kWindowBytes, list.size() - at));
    if (!part.ok()) return Note(path, part.error());
    deb::FileList lines(*part);
    while (const auto line = lines.Next()) hear(*line);
    damaged_lines += lines.damaged_lines();
    if (lines.consumed_bytes() == 0) {
      return Note(path, {Error::Kind::kTruncated, "a line without an end", at});
    }
    at += lines.consumed_bytes();
  }
  if (damaged_lines > 0) Note(path, {Error::Kind::kMalformed, "lines that are no absolute path"});
}

Result<void> PackageStore::AskDpkg(Batch& batch) {
  HS_TRY(status_text, root_->ReadText(kDpkgStatus));
  HS_TRY(status, deb::ReadStatus(Bytes::Of(status_text)));
  for (Error& error : status.damage) Note(kDpkgStatus, std::move(error));

  auto diversions_text = root_->ReadText(kDpkgDiversions);  // a system may have none
  if (!diversions_text.ok() && diversions_text.error().kind != Error::Kind::kNotFound) {
    Note(kDpkgDiversions, diversions_text.error());
  }
  deb::Diversions diversions;
  if (diversions_text.ok()) diversions = deb::ReadDiversions(Bytes::Of(*diversions_text));
  if (diversions.damage) Note(kDpkgDiversions, *diversions.damage);

  batch.Ask(diversions.diversions);
  for (const deb::Package& package : status.packages) {
    if (!deb::FilesAreInPlace(package.state)) continue;
    ReadList(package, [&](std::string_view path) { batch.Hear(path, package); });
  }
  return {};
}

Result<std::vector<std::string>> PackageStore::FilesOf(std::string_view name) {
  std::vector<std::string> paths;
  if (database_ == Database::kApk) {
    HS_TRY(text, root_->ReadText(apk_path_));
    apk::InstalledReader files(Bytes::Of(text));
    while (const auto file = files.Next()) {
      if (file->package.name != name) continue;
      paths.push_back("/" + std::string(file->directory) + (file->directory.empty() ? "" : "/") +
                      std::string(file->name));
    }
    return paths;
  }
  if (database_ == Database::kRpm) {
    return Error{Error::Kind::kUnsupported, "the package database is rpm's, which is not read"};
  }
  if (database_ == Database::kNone) return Error{Error::Kind::kNotFound, "no package database"};
  HS_TRY(status_text, root_->ReadText(kDpkgStatus));
  HS_TRY(status, deb::ReadStatus(Bytes::Of(status_text)));
  for (Error& error : status.damage) Note(kDpkgStatus, std::move(error));
  for (const deb::Package& package : status.packages) {
    if (package.name != name || !deb::FilesAreInPlace(package.state)) continue;
    ReadList(package, [&](std::string_view path) { paths.emplace_back(path); });
  }
  return paths;
}

Result<void> PackageStore::AskApk(Batch& batch) {
  HS_TRY(text, root_->ReadText(apk_path_));
  batch.Ask({});
  apk::InstalledReader files(Bytes::Of(text));
  std::string path;
  while (const auto file = files.Next()) {
    path.assign(1, '/').append(file->directory);
    if (!file->directory.empty()) path.push_back('/');
    batch.Hear(path.append(file->name), file->package);
  }
  if (files.damaged_lines() > 0) Note(apk_path_, {Error::Kind::kMalformed, "lines out of place or unfinished"});
  return {};
}

void PackageStore::Note(std::string path, Error error) {
  if (damage_.size() < limits::kMaxReportedDamage)
    damage_.push_back({std::move(path), std::move(error.what), error.at_byte});
}

}  // namespace halfsecond::system
