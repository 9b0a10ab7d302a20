// PackageStore: which package owns a file of a system. Knows the databases of dpkg (Debian) and apk (Alpine).
//
// Keeps no index: a batch of paths is asked at once and the file lists stream past it, each read once. Says when it
// cannot tell: no database, one it cannot read (rpm), or a damaged part of one (damage()).

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/damage.h"
#include "facts/package_owner.h"
#include "inputs/root.h"
#include "readers/deb/status.h"

namespace halfsecond::system {

class PackageStore {
 public:
  enum class Database : std::uint8_t { kNone, kDpkg, kApk, kRpm };

  // Looks which database `root` has; reads none of it yet. `root` must outlive the store.
  explicit PackageStore(const Root& root);

  Database database() const { return database_; }

  // For each path, absolute inside the root, the package that owns the file it reaches, or nullopt: none does. Symbolic
  // links are resolved first, both merged-/usr spellings count, and a diverted file belongs to whom its content belongs
  // to. Costs one pass over all file lists however few the paths are: ask for all of them at once.
  // Errors: kNotFound (no database), kUnsupported (rpm's), kIo and kLimit (dpkg's status file).
  Result<std::vector<std::optional<PackageOwner>>> OwnersOf(std::span<const std::string> paths);

  // The paths that the package called `name` put on the disk, in the order of its list; empty: it is not installed.
  // Errors: as OwnersOf.
  Result<std::vector<std::string>> FilesOf(std::string_view name);

  // What could not be read so far, at most limits::kMaxReportedDamage of them; while there is any, "no owner"
  // means "cannot tell".
  const std::vector<Damage>& damage() const { return damage_; }

 private:
  struct Batch;

  // Adds to `batch` what the lists have to say about its paths, or why none of them can be read.
  Result<void> AskDatabase(Batch& batch);
  Result<void> AskDpkg(Batch& batch);
  Result<void> AskApk(Batch& batch);
  template <class Hear>
  void ReadList(const deb::Package& package, const Hear& hear);
  void Note(std::string path, Error error);

  const Root* root_;
  Database database_ = Database::kNone;
  std::string apk_path_;  // when database_ is kApk
  std::vector<Damage> damage_;
};

}  // namespace halfsecond::system
