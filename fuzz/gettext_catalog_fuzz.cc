#include "readers/gettext/catalog.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes bytes(std::as_bytes(std::span(data, size)));
  for (const auto& catalog : {halfsecond::gettext::ReadPo(bytes), halfsecond::gettext::ReadMo(bytes)}) {
    if (!catalog.ok()) continue;
    for (const auto& [message, translation] : catalog->shown) {
      static_cast<void>(halfsecond::gettext::DependsOnSystem(message));
      static_cast<void>(halfsecond::gettext::WithoutTemplateDate(translation));
    }
  }
  return 0;
}
