// The source packages that a Debian system has packages of, each with who is named as its maintainer.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/damage.h"
#include "facts/upkeep.h"
#include "inputs/root.h"

namespace halfsecond::upkeep {

struct InstalledProjects {
  std::vector<UpkeepProject> projects;  // by name
  std::vector<Damage> damages;

  // The project of that name, or nullptr.
  UpkeepProject* Find(std::string_view source);
};

// Errors: kNotFound (no database of dpkg), kIo, kLimit.
Result<InstalledProjects> ReadInstalledProjects(const Root& root);

}  // namespace halfsecond::upkeep
