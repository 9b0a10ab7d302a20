#include <cstdlib>

#include "readers/archive/zip_directory.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace)

// Once there is a directory, every local header can be compared with it, whatever it says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemorySource source(std::as_bytes(std::span(data, size)));
  auto directory = archive::ReadZipDirectory(source);
  if (!directory.ok()) return 0;
  if (!archive::CompareLocalHeaders(source, *directory).ok()) std::abort();
  return 0;
}
