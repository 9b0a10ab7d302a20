// What a worker may send its host: any bytes, cut anywhere.

#include <algorithm>
#include <cstdlib>

#include "kits/plugin/wire.h"

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0];
  const auto stream = std::as_bytes(std::span(data + 1, size - 1));
  Deframer deframer;
  Conversation talk;
  talk.Begin(1);
  std::size_t covered = 0;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    auto piece = stream.subspan(at, std::min(step, stream.size() - at));
    while (!piece.empty()) {
      const std::size_t before = piece.size();
      const auto taken = deframer.Take(piece);
      if (!taken.ok()) return 0;
      if (piece.size() >= before) std::abort();  // no progress
      if (!taken.value()) continue;
      covered += taken.value()->bytes.size();
      if (taken.value()->complete && talk.Hear(taken.value()->frame)) return 0;
    }
  }
  if (covered > stream.size()) std::abort();
  return 0;
}
