#include <cstddef>
#include <cstdint>
#include <string_view>

#include "readers/git/export_attributes.h"

// The first line is a path, the rest a .gitattributes file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || size > 4096) return 0;
  halfsecond::git::ExportAttributes rules;
  rules.Add("", halfsecond::Bytes::Of(text.substr(end + 1)));
  static_cast<void>(rules.WhyIgnored(text.substr(0, end)));
  return 0;
}
