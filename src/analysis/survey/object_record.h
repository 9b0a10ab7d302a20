// An elf::Object as bytes, for the store of a survey. What is read back is judged like any foreign input.

#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/elf/object.h"

namespace halfsecond::survey {

// Appends the record of `object` to `out`.
void AppendObject(const elf::Object& object, std::string& out);

// The object that AppendObject wrote. Errors: kMalformed, for whatever it cannot have written.
Result<elf::Object> ReadObjectRecord(Bytes record);

}  // namespace halfsecond::survey
