#include "readers/gettext/catalog.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes bytes(std::as_bytes(std::span(data, size)));
  for (const auto& catalog : {halfsecond::gettext::ReadPo(bytes), halfsecond::gettext::ReadMo(bytes)}) {
    if (!catalog.ok()) continue;
    for (std::size_t i = 0; i < catalog->shown.size(); ++i) {
      const auto message = catalog->shown[i];
      static_cast<void>(halfsecond::gettext::DependsOnSystem(message.text));
      static_cast<void>(halfsecond::gettext::WithoutTemplate(message.translation));
    }
  }
  return 0;
}
