// A finding's fingerprint: the same finding on another day, or in another build of the same file, has the same one.

#pragma once

#include <string>

#include "facts/finding.h"

namespace halfsecond::render {

// 16 hexadecimal digits over rule and subject: FNV-1a, 64 bit (Fowler, Noll, Vo). Offsets and sentences are left out:
// they change with every rebuild.
std::string Fingerprint(const Finding& finding);

}  // namespace halfsecond::render
