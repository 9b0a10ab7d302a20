// Joins what the file system and the units say of a program into why it runs with privileges.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/system/unit_store.h"
#include "facts/privilege.h"
#include "inputs/file_source.h"
#include "readers/capability/file_capabilities.h"

namespace halfsecond::analysis {

// A program's file: its path, absolute inside the root, and what the file system says of it.
struct ProgramFile {
  std::string path;
  FileStatus status;
  std::optional<capability::FileCapabilities> capabilities;  // when it has the attribute
};

// Every reason, the most telling first (the order of Privilege::Kind), the first of a unit's commands for each;
// empty when there is none. Units that nobody enabled count and say so: a check before installing must see them.
std::vector<Privilege> PrivilegesOf(const ProgramFile& program, const UnitStore& units);

}  // namespace halfsecond::analysis
