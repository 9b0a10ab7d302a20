// An elf::Object with something in every field.

#pragma once

#include "readers/elf/object.h"

namespace halfsecond::tests {

elf::Object MadeObject();

}  // namespace halfsecond::tests
