// The facts of one ELF file that an upgrade should not change unseen.

#pragma once

#include <string_view>

#include "analysis/upgrade/package.h"
#include "base/result.h"

namespace halfsecond::upgrade {

// Errors: what makes a loader refuse the file (readers/elf/object.h).
Result<ElfFacts> ReadElfFacts(std::string_view content);

}  // namespace halfsecond::upgrade
