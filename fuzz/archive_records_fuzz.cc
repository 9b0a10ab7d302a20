// What the archive plug-in may say once it is not ours any more.

#include <algorithm>
#include <cstdlib>

#include "readers/archive/records.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace)

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0];
  const auto stream = std::as_bytes(std::span(data + 1, size - 1));
  std::uint64_t covered = 0;
  archive::RecordReader reader({[&covered](const archive::Entry& entry) {
                                  covered += entry.path.size() + entry.link.size();
                                  (void)archive::StaysInside(entry.path);
                                },
                                [&covered](Bytes bytes) { covered += bytes.size(); }});
  for (std::size_t at = 0; at < stream.size(); at += step) {
    if (!reader.Add(Bytes(stream.subspan(at, std::min(step, stream.size() - at)), at)).ok()) return 0;
  }
  if (covered > stream.size()) std::abort();
  return 0;
}

}  // namespace halfsecond
