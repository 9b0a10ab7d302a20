// What a project's own repository says of how alone its upkeep is, and where it asks for help.

#pragma once

#include <cstdint>
#include <vector>

#include "analysis/custody/repository.h"
#include "facts/upkeep.h"

namespace halfsecond::upkeep {

// The state on the day `as_of`.
RepositoryUpkeep UpkeepOf(const custody::Repository& repository, std::int64_t as_of);

// FUNDING.yml and SECURITY-INSIGHTS of the commit that HEAD names. Errors: as ObjectPipe::Fetch.
Result<std::vector<HelpPlace>> HelpPlacesIn(shadow::ObjectPipe& objects, const std::string& repository);

}  // namespace halfsecond::upkeep
