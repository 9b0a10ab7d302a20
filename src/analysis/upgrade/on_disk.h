// Packages that are no archive: a folder into which one was unpacked or built, and what this system has installed.

#pragma once

#include <string>

#include "analysis/upgrade/package.h"
#include "base/result.h"
#include "inputs/root.h"

namespace halfsecond::upgrade {

// The files below `folder`, as an archive of it would hold them; what cannot be read is damage.
// Errors: kNotFound, kIo, kLimit.
Result<Package> ReadFolder(const std::string& folder);

// The package that `root` has installed as `name`: the files that dpkg or apk lists as they now stand, and with dpkg
// the control fields and scripts. A file that was deleted is left out. Errors: kNotFound (not installed; no database),
// kUnsupported (rpm's), kIo, kLimit.
Result<Package> ReadInstalled(const Root& root, const std::string& name);

}  // namespace halfsecond::upgrade
