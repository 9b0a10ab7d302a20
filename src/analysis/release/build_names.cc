#include "analysis/release/build_names.h"

#include <algorithm>
#include <array>

#include "analysis/release/archive_paths.h"
#include "base/text.h"

namespace halfsecond::release {

bool IsReadByBuilds(std::string_view path) {
  constexpr std::array<std::string_view, 9> kNames{
      "cmakelists.txt", "meson_options.txt", "requirements.txt", "constraints.txt", "build",
      "workspace",      "configure",         "bootstrap",        "autogen"};
  constexpr std::array<std::string_view, 44> kEndings{
      ".c",  ".h",    ".cc",   ".hh",  ".cpp", ".hpp", ".cxx", ".hxx", ".inc",   ".s",       ".asm",
      ".rs", ".go",   ".java", ".cs",  ".m4",  ".ac",  ".am",  ".mk",  ".mak",   ".cmake",   ".ninja",
      ".sh", ".bash", ".csh",  ".ksh", ".zsh", ".bat", ".cmd", ".ps1", ".py",    ".pl",      ".pm",
      ".rb", ".lua",  ".tcl",  ".awk", ".sed", ".php", ".ts",  ".el",  ".props", ".targets", ".t"};
  const std::string name = Lowered(NameOf(path));
  const std::string_view ending = std::string_view(name).substr(std::min(name.rfind('.'), name.size()));
  return name.find("makefile") != std::string::npos || std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

}  // namespace halfsecond::release
