#include "readers/deb/file_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halfsecond::deb::FileList list{halfsecond::Bytes(std::as_bytes(std::span(data, size)))};
  while (const auto path = list.Next()) {
    if (path->front() != '/' || list.consumed_bytes() > size) __builtin_trap();
  }
  return 0;
}
