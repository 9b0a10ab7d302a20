// The dynamic programs installed on this machine, as far as it is safe to ask the loader about them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::e2e {

// Why a program is left out of a comparison.
struct LeftOut {
  std::string path;
  std::string reason;
};

struct InstalledPrograms {
  std::vector<std::string> comparable;  // sorted, one path an inode
  std::vector<LeftOut> left_out;        // set-uid, another loader than glibc's, audit libraries
};

// Regular executable files with PT_INTERP below `directories`. A program without PT_INTERP is not even left out: it has
// no loader, and run under LD_TRACE_LOADED_OBJECTS it would really run. A program with DT_AUDIT is left out because the
// loader runs the auditor's constructors even in trace mode.
InstalledPrograms FindInstalledPrograms(const std::vector<std::string>& directories);

}  // namespace halfsecond::e2e
