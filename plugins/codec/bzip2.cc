#include <bzlib.h>

#include <algorithm>
#include <limits>

#include "plugins/codec/coder.h"

namespace halfsecond::codec {

namespace {

constexpr int kDefaultLevel = 9;  // bzip2's own

// bzip2 counts in unsigned ints.
unsigned Counted(std::size_t size) {
  return static_cast<unsigned>(std::min<std::size_t>(size, std::numeric_limits<unsigned>::max()));
}

void Offer(bz_stream& stream, std::span<const std::byte> in, std::span<std::byte> out) {
  stream.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(in.data()));  // bzip2 reads it; its type is older
  stream.avail_in = Counted(in.size());
  stream.next_out = reinterpret_cast<char*>(out.data());
  stream.avail_out = Counted(out.size());
}

Turn After(const bz_stream& stream, std::span<const std::byte> in, std::span<std::byte> out, int result) {
  Turn turn;
  turn.consumed = Counted(in.size()) - stream.avail_in;
  turn.produced = Counted(out.size()) - stream.avail_out;
  if (result == BZ_STREAM_END) turn.state = Turn::State::kAtEnd;
  if (result == BZ_MEM_ERROR) turn.state = Turn::State::kNoMemory;
  if (result < 0 && result != BZ_MEM_ERROR) turn.state = Turn::State::kBadInput;
  return turn;
}

class Decompressor final : public Coder {
 public:
  bool Open() { return BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK; }
  ~Decompressor() override { BZ2_bzDecompressEnd(&stream_); }
  Turn Go(std::span<const std::byte> in, More, std::span<std::byte> out) override {
    Offer(stream_, in, out);
    return After(stream_, in, out, BZ2_bzDecompress(&stream_));
  }
  bool Again() override {
    BZ2_bzDecompressEnd(&stream_);
    stream_ = {};
    return Open();
  }

 private:
  bz_stream stream_{};
};

class Compressor final : public Coder {
 public:
  bool Open(int level) { return BZ2_bzCompressInit(&stream_, level == 0 ? kDefaultLevel : level, 0, 0) == BZ_OK; }
  ~Compressor() override { BZ2_bzCompressEnd(&stream_); }
  Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) override {
    if (in.empty() && more == More::kYes) return {};  // BZ_RUN without input is an error to it
    Offer(stream_, in, out);
    return After(stream_, in, out, BZ2_bzCompress(&stream_, more == More::kNo ? BZ_FINISH : BZ_RUN));
  }
  bool Again() override { return false; }

 private:
  bz_stream stream_{};
};

}  // namespace

std::unique_ptr<Coder> Bzip2Decoder() {
  auto coder = std::make_unique<Decompressor>();
  if (!coder->Open()) return nullptr;
  return coder;
}

std::unique_ptr<Coder> Bzip2Encoder(int level) {
  auto coder = std::make_unique<Compressor>();
  if (!coder->Open(level)) return nullptr;
  return coder;
}

}  // namespace halfsecond::codec
