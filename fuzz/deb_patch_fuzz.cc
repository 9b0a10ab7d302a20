#include "readers/deb/patch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  const auto patch = halfsecond::deb::ReadPatch(file);
  for (const auto& added : patch.added) {
    if (added.line == 0 || added.text.find('\n') != std::string_view::npos) __builtin_trap();
  }
  for (const auto name : halfsecond::deb::ReadSeries(file)) {
    if (name.empty() || name.front() == '/' || name.starts_with("../")) __builtin_trap();
  }
  return 0;
}
