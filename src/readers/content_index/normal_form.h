// The normal form of a well-known build file: without what a release writes into it, and without the comments that
// aclocal leaves out when it copies it. Two files of one normal form are the same program.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "readers/git/object_id.h"

namespace halfsecond::content_index {

// Is the line a stamp in the file of this name: a version in a fixed form, in whose place stand plain words that
// neither a shell nor m4 acts upon?
bool IsStamp(std::string_view name, std::string_view line);

// The contents with stamps emptied and, of an m4 file, lines that begin with "##" left out. `name` as ReleasedName.
std::string NormalForm(std::string_view name, std::string_view content);

// What the index keeps of a normal form: no blob has this id.
git::ObjectId IdOfNormalForm(std::string_view normal_form);

}  // namespace halfsecond::content_index
