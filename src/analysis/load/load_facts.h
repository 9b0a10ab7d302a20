// From a closure to LoadFacts: what is mapped, what runs, in which order.

#pragma once

#include <string>

#include "analysis/load/closure.h"
#include "analysis/load/timeline.h"
#include "facts/load.h"

namespace halfsecond::load {

// The facts of one closure that need nothing but the closure. Packages, privileges and directory permissions are joined
// by their own functions. REQUIRES: the store of the world was made with elf::Depth::kFacts.
LoadFacts FactsOf(const Closure& closure, StartDetail detail);

// What the file at the head of a closure is; FactsOf says the same.
Linkage LinkageOf(const Closure& closure);

// True for the C library, its loader and the compiler's support libraries: a known soname, in a directory that is one
// of the loader's own. A library that only borrows the name elsewhere is third-party code.
bool IsRuntime(const std::string& soname, const std::string& path, const LoaderProfile& profile);

}  // namespace halfsecond::load
