// Who may put files into the directories that the loader searches for a program.

#pragma once

#include "analysis/load/closure.h"
#include "analysis/system/directory_statuses.h"
#include "facts/load.h"

namespace halfsecond::load {

// Fills facts.risky_directories: directories of RPATHs, RUNPATHs and LD_LIBRARY_PATH that are relative, or that
// somebody who could not change the program itself may write to or create. REQUIRES: `facts` are those of `closure`.
void AddSearchRisks(const Closure& closure, system::DirectoryStatuses& directories, LoadFacts& facts);

}  // namespace halfsecond::load
