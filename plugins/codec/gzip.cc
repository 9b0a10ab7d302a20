#include <zlib.h>

#include <algorithm>
#include <limits>

#include "plugins/codec/coder.h"

namespace halfsecond::codec {

namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, with gzip's header (zlib.h, inflateInit2)
constexpr int kMemory = 8;            // zlib's own default

// zlib counts in unsigned ints.
uInt Counted(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

Turn After(const z_stream& stream, std::span<const std::byte> in, std::span<std::byte> out, int result) {
  Turn turn;
  turn.consumed = Counted(in.size()) - stream.avail_in;
  turn.produced = Counted(out.size()) - stream.avail_out;
  if (result == Z_STREAM_END) turn.state = Turn::State::kAtEnd;
  if (result == Z_MEM_ERROR) turn.state = Turn::State::kNoMemory;
  if (result == Z_DATA_ERROR || result == Z_NEED_DICT || result == Z_STREAM_ERROR) turn.state = Turn::State::kBadInput;
  return turn;
}

void Offer(z_stream& stream, std::span<const std::byte> in, std::span<std::byte> out) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));  // zlib reads it; its type is older
  stream.avail_in = Counted(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = Counted(out.size());
}

class Inflater final : public Coder {
 public:
  bool Open() { return inflateInit2(&stream_, kGzipWindow) == Z_OK; }
  ~Inflater() override { inflateEnd(&stream_); }
  Turn Go(std::span<const std::byte> in, More, std::span<std::byte> out) override {
    Offer(stream_, in, out);
    return After(stream_, in, out, inflate(&stream_, Z_NO_FLUSH));
  }
  bool Again() override { return inflateReset(&stream_) == Z_OK; }

 private:
  z_stream stream_{};
};

class Deflater final : public Coder {
 public:
  bool Open(int level) {
    return deflateInit2(&stream_, level == 0 ? Z_DEFAULT_COMPRESSION : level, Z_DEFLATED, kGzipWindow, kMemory,
                        Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Deflater() override { deflateEnd(&stream_); }
  Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) override {
    Offer(stream_, in, out);
    return After(stream_, in, out, deflate(&stream_, more == More::kNo ? Z_FINISH : Z_NO_FLUSH));
  }
  bool Again() override { return deflateReset(&stream_) == Z_OK; }

 private:
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Coder> GzipDecoder() {
  auto coder = std::make_unique<Inflater>();
  if (!coder->Open()) return nullptr;
  return coder;
}

std::unique_ptr<Coder> GzipEncoder(int level) {
  auto coder = std::make_unique<Deflater>();
  if (!coder->Open(level)) return nullptr;
  return coder;
}

}  // namespace halfsecond::codec
