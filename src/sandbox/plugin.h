// Where the plug-in kit meets the product: its Faults become our Errors, here and nowhere else.

#pragma once

#include "base/result.h"
#include "kits/plugin/outcome.h"

namespace halfsecond::sandbox {

// The Error of a Fault, its words kept. ENOENT becomes kNotFound, ENOSYS kUnsupported, any other errno kIo.
Error ToError(const plugin::Fault& fault);

}  // namespace halfsecond::sandbox
