// The ledger that an OSS-Fuzz clone is: projects/NAME/project.yaml and build.sh, change by change.

#pragma once

#include <string_view>

#include "analysis/custody/people.h"
#include "analysis/custody/repository.h"
#include "facts/ledger.h"

namespace halfsecond::custody {

// Every swap of a contact, repository or homepage and every weakened build script, up to `as_of`. `number` is the
// repository's in `people`.
LedgerFacts LedgerOf(const Repository& repository, shadow::ObjectPipe& objects, const People& people,
                     std::size_t number, std::int64_t as_of);

// Do two addresses look like one person's: the same part before the @, or a name part of three letters that both have?
bool LooksLikeOnePerson(std::string_view a, std::string_view b);

// Does an address bear two words of a full name, before the @ or as its domain: "jane@doe.test" that of Jane Doe?
bool BearsName(std::string_view address, std::string_view name);

// Has the commit that HEAD names a folder of projects?
bool IsOssFuzz(shadow::ObjectPipe& objects);
inline constexpr std::string_view kNoOssFuzz = "no clone of OSS-Fuzz: no projects/ folder";

}  // namespace halfsecond::custody
