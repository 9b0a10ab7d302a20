// Joins load facts with the package database: which package each mapped object came from.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/system/package_store.h"
#include "base/result.h"
#include "facts/load.h"

namespace halfsecond::load {

// Who owns the objects of programs, which come one by one.
class Owners {
 public:
  // Asks about all of `paths`, with one pass over the database.
  Owners(system::PackageStore& packages, const std::vector<std::string>& paths);

  // Sets LoadedObject::package of every object. What cannot be told stays empty: why is in LoadFacts::package_damages,
  // also when nothing can. REQUIRES: the paths of its objects were asked about.
  void AddTo(LoadFacts& facts) const;

  // What of the database could not be read.
  const std::vector<Damage>& damages() const { return damages_; }

  // Why nothing can be told. A system without a database, or with one that we do not read, is no damage (PackageStore).
  const std::optional<Error>& failure() const { return failure_; }

 private:
  std::unordered_map<std::string, std::shared_ptr<const PackageOwner>> by_path_;
  std::vector<Damage> damages_;
  std::optional<Error> failure_;
};

}  // namespace halfsecond::load
