// Joins load facts with the package database: which package each mapped object came from.

#pragma once

#include <span>

#include "analysis/system/package_store.h"
#include "facts/load.h"

namespace halfsecond::load {

// Sets LoadedObject::package of every object of every program, with one pass over the database however many there are.
// What cannot be told stays empty: why is in LoadFacts::package_damages, also when nothing can. A system without a
// database, or with one that we do not read, is no damage: the error says so (PackageStore).
Result<void> AddOwners(std::span<LoadFacts> programs, system::PackageStore& packages);

}  // namespace halfsecond::load
