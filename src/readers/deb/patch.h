// Patches of a source package: which lines each adds to which file, and what its head says (DEP 3).
//
// Refuses to apply anything: hunks are taken line by line, and what does not look like one adds nothing.

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace halfsecond::deb {

// Views into the patch's bytes.
struct AddedLine {
  std::string_view path;  // of the file that is changed, without the first folder ("b/")
  std::string_view text;  // without the plus sign
  std::size_t line = 0;   // in the patch, from 1
};

struct Patch {
  std::string_view forwarded;    // the value of Forwarded; "" when there is none
  std::vector<AddedLine> added;  // at most limits::kMaxPatchLines
  bool is_cut_short = false;
};

// What a unified diff adds, with what stands before it.
Patch ReadPatch(Bytes file);

// The names in debian/patches/series, in order; one that leads out of its folder is left out.
std::vector<std::string_view> ReadSeries(Bytes file);

}  // namespace halfsecond::deb
