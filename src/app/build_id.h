// Which build of this program is running.

#pragma once

#include <string>

namespace halfsecond::app {

// The linker's digest over all of this very program (.note.gnu.build-id), in hex. Two builds whose code or tables
// differ never have the same. "" when it was linked without one, or that was taken out.
std::string BuildId();

}  // namespace halfsecond::app
