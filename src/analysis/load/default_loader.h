// The loaders that systems have, by machine.

#pragma once

#include <string_view>

#include "analysis/load/object_store.h"
#include "readers/elf/object.h"

namespace halfsecond::load {

// Who would load a library that names no loader itself; "" when none is known.
std::string_view DefaultLoaderOf(const elf::Object& library);

// Is `program` of a machine for which this system has no loader, while it has one for another? Then nothing of the
// kind is meant to start here: a cross toolchain's libraries, an image of another machine. Machines of which one runs
// the other's programs count as one.
bool IsOfAnotherMachine(ObjectStore& store, const elf::Object& program);

}  // namespace halfsecond::load
