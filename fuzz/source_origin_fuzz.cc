#include "analysis/source/edge_origin.h"

// A patch, rules and control of a package at once, parted by NUL.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::map<std::string, std::string> files{{"debian/patches/series", "one\n"}};
  std::size_t at = 0;
  for (const char* path : {"debian/patches/one", "debian/rules", "debian/control", "configure.ac"}) {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    files[path] = text.substr(at, end - at);
    at = std::min(end + 1, text.size());
  }
  const auto tree = halfsecond::source::SourceTree::Of(files);
  if (!tree.ok()) return 0;
  const auto names = halfsecond::source::NamesOf("libsystemd.so.0", "libsystemd0", "systemd");
  for (const auto& line : halfsecond::source::OriginOf(*tree, names, {"sd_notify"}).lines) {
    if (line.line == 0 || line.text.find('\n') != std::string::npos) __builtin_trap();
  }
  return 0;
}
