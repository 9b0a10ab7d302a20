// Names for start-up functions that no relocation names, from the symbol tables of the file. For people to read;
// nothing is ever decided by them, as a name costs an attacker nothing.

#pragma once

#include <vector>

#include "readers/elf/dynamic.h"
#include "readers/elf/image.h"
#include "readers/elf/start_code.h"

namespace halfsecond::elf {

// Fills in the empty names of code at known addresses: from the dynamic symbols, else from `.symtab` where section
// headers are there and sane. What cannot be read leaves names empty and is no damage: no loader reads it.
void NameStartFunctions(const Image& image, const Dynamic& dynamic, std::vector<StartFunction>& functions);

}  // namespace halfsecond::elf
