// Joins what the file system and the units say of a program into why it runs with privileges.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/system/unit_store.h"
#include "base/result.h"
#include "facts/privilege.h"
#include "inputs/root.h"
#include "readers/capability/file_capabilities.h"

namespace halfsecond::load {

// A program's file: its path, absolute inside the root, and what the file system says of it.
struct ProgramFile {
  std::string path;
  FileStatus status;
  std::optional<capability::FileCapabilities> capabilities;  // when it has the attribute and we may read it
};

// Looks at the file that `path` reaches. Errors: kNotFound, kIo. Below a root, a file that may be looked at and not
// opened, as many set-uid programs are to other users, has no capabilities here.
Result<ProgramFile> LookAt(const Root& root, const std::string& path);

// The same when its status is known.
ProgramFile LookAt(const Root& root, const std::string& path, const FileStatus& status);

// Every reason, the most telling first, the first of a unit's commands for each; empty when there is none. Units that
// nobody enabled count and say so: a check before installing must see them.
std::vector<Privilege> PrivilegesOf(const ProgramFile& program, const system::UnitStore& units);

}  // namespace halfsecond::load
