// What says that few people carry a project. Signs are facts in words, never added up; the order of the list is that of
// what rests on a project.

#pragma once

#include "facts/upkeep.h"

namespace halfsecond::upkeep {

// Sets UpkeepProject::signs.
void AddSigns(std::int64_t as_of, UpkeepProject& project);

// Projects with signs before those without, then by programs that map them, by closure.
void OrderProjects(std::vector<UpkeepProject>& projects);

}  // namespace halfsecond::upkeep
