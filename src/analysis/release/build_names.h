// What builds and interpreters read by its name: no label excuses a change of it.

#pragma once

#include <string_view>

namespace halfsecond::release {

// "CMakeLists.txt", "requirements.txt", "doc/make.bat", "INSTALL.sh": does a build tool, a shell or an interpreter take
// a file of this name for its own?
bool IsReadByBuilds(std::string_view path);

}  // namespace halfsecond::release
