#include "readers/archive/tar.h"

// The first byte says into how large pieces the rest is cut: the entries must not depend on it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfsecond::Bytes;
  using halfsecond::archive::Entry;
  if (size == 0) return 0;
  const std::size_t step = std::size_t{1} + data[0];
  std::size_t entries[2] = {0, 0};
  std::uint64_t contents[2] = {0, 0};
  for (const int way : {0, 1}) {
    halfsecond::archive::TarReader reader({[&](const Entry&) { ++entries[way]; },
                                           [&](Bytes bytes) { contents[way] += bytes.size(); },
                                           [](std::string_view, const std::string&, const std::string&) {}});
    const std::size_t piece = way == 0 ? size : step;
    bool ok = true;
    for (std::size_t at = 1; ok && at < size; at += piece) {
      ok = reader.Add(Bytes(std::as_bytes(std::span(data + at, std::min(piece, size - at))))).ok();
    }
    if (ok) static_cast<void>(reader.Finish());
    if (contents[way] > size) __builtin_trap();
  }
  if (entries[0] != entries[1]) __builtin_trap();
  return 0;
}
