#include <bit>
#include <cstdlib>
#include <vector>

#include "readers/archive/bzip2_blocks.h"
#include "readers/archive/bzip2_marks.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace)
using archive::BitsAt;
using archive::Bzip2Mark;
using archive::Bzip2Splitter;

namespace {

struct Cut {
  std::vector<std::string> streams;
  bool is_whole = false;
};

Cut CutUp(Bytes file, std::size_t step) {
  Cut cut;
  Bzip2Splitter splitter;
  for (std::size_t at = 0;; at += step) {
    auto next = splitter.Next();
    while (next.kind == Bzip2Splitter::Step::Kind::kBlock) {
      cut.streams.push_back(std::move(next.stream));
      next = splitter.Next();
    }
    cut.is_whole = next.kind == Bzip2Splitter::Step::Kind::kWhole;
    if (next.kind != Bzip2Splitter::Step::Kind::kNeedsMore) return cut;
    at = std::min<std::size_t>(at, file.size());
    const std::size_t size = std::min<std::size_t>(step, file.size() - at);
    if (size == 0) splitter.End();
    splitter.Add(*file.Slice(at, size));
  }
}

// Goes over the file as its blocks say it is, bit for bit: each stream has one block, in its place.
void CheckAgainst(Bytes file, const Cut& cut) {
  std::uint64_t header_at = 0;
  std::uint64_t at = 32;
  std::uint32_t crc = 0;
  for (const std::string& text : cut.streams) {
    const Bytes stream = Bytes::Of(text);
    while (BitsAt(file, at, Bzip2Mark::kBits) == Bzip2Mark::kEndOfStream) {
      if (BitsAt(file, at + Bzip2Mark::kBits, 32) != crc) std::abort();
      header_at = (at + 80 + 7) / 8 * 8;
      at = header_at + 32;
      crc = 0;
    }
    if (BitsAt(stream, 0, 32) != BitsAt(file, header_at, 32)) std::abort();
    const auto end = archive::NextBzip2Mark(stream, 33);
    if (!end || end->kind != Bzip2Mark::Kind::kEndOfStream) std::abort();
    if (stream.size() != (end->at_bit + 80 + 7) / 8) std::abort();
    for (std::uint64_t bit = 32; bit < end->at_bit; ++bit) {
      if (BitsAt(stream, bit, 1) != BitsAt(file, at + bit - 32, 1)) std::abort();
    }
    const auto block_crc = static_cast<std::uint32_t>(BitsAt(stream, 80, 32));
    if (BitsAt(stream, end->at_bit + 48, 32) != block_crc) std::abort();
    crc = std::rotl(crc, 1) ^ block_crc;
    at += end->at_bit - 32;
  }
}

}  // namespace

// The first byte says into how large pieces the rest is cut: the blocks must not depend on it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Bytes file(std::as_bytes(std::span(data + 1, size - 1)));
  const Cut at_once = CutUp(file, size);
  const Cut in_pieces = CutUp(file, std::size_t{1} + data[0]);
  if (at_once.streams != in_pieces.streams || at_once.is_whole != in_pieces.is_whole) std::abort();
  CheckAgainst(file, at_once);
  return 0;
}
