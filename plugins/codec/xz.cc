#include <lzma.h>

#include <limits>

#include "plugins/codec/coder.h"

namespace halfsecond::codec {

namespace {

class Xz final : public Coder {
 public:
  bool OpenDecoder() {
    return lzma_stream_decoder(&stream_, std::numeric_limits<std::uint64_t>::max(), LZMA_CONCATENATED) == LZMA_OK;
  }
  bool OpenEncoder(int level) {
    const auto preset = level == 0 ? LZMA_PRESET_DEFAULT : static_cast<std::uint32_t>(level);
    return lzma_easy_encoder(&stream_, preset, LZMA_CHECK_CRC64) == LZMA_OK;
  }
  ~Xz() override { lzma_end(&stream_); }

  Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, more == More::kNo ? LZMA_FINISH : LZMA_RUN);
    Turn turn;
    turn.consumed = in.size() - stream_.avail_in;
    turn.produced = out.size() - stream_.avail_out;
    turn.state = After(result);
    return turn;
  }
  // Concatenated streams are one to the decoder: nothing may follow its end.
  bool Again() override { return false; }

 private:
  static Turn::State After(lzma_ret result) {
    switch (result) {
      case LZMA_OK:
      case LZMA_BUF_ERROR:  // no progress: the pump sees that, too
      case LZMA_GET_CHECK:
      case LZMA_NO_CHECK:
      case LZMA_UNSUPPORTED_CHECK:
        return Turn::State::kGoesOn;
      case LZMA_STREAM_END:
        return Turn::State::kAtEnd;
      case LZMA_MEM_ERROR:
      case LZMA_MEMLIMIT_ERROR:
        return Turn::State::kNoMemory;
      default:
        return Turn::State::kBadInput;
    }
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<Coder> XzDecoder() {
  auto coder = std::make_unique<Xz>();
  if (!coder->OpenDecoder()) return nullptr;
  return coder;
}

std::unique_ptr<Coder> XzEncoder(int level) {
  auto coder = std::make_unique<Xz>();
  if (!coder->OpenEncoder(level)) return nullptr;
  return coder;
}

}  // namespace halfsecond::codec
