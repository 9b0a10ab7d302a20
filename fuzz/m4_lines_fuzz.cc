#include "analysis/release/text_lines.h"
#include "readers/content_index/content_index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(halfsecond::content_index::SerialOf(text));
  for (const std::string_view line : halfsecond::release::LinesOf(text)) {
    static_cast<void>(halfsecond::content_index::DigestOfLine(line));
  }
  const std::size_t half = size / 2;
  static_cast<void>(halfsecond::release::FewChanges(text.substr(0, half), text.substr(half), 6));
  return 0;
}
