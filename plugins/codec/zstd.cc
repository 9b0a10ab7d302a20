#include <zstd.h>
#include <zstd_errors.h>

#include "plugins/codec/coder.h"

namespace halfsecond::codec {

namespace {

Turn After(const ZSTD_inBuffer& in, const ZSTD_outBuffer& out, std::size_t result) {
  Turn turn;
  turn.consumed = in.pos;
  turn.produced = out.pos;
  if (ZSTD_isError(result) == 0) return turn;
  turn.state =
      ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? Turn::State::kNoMemory : Turn::State::kBadInput;
  return turn;
}

class Decoder final : public Coder {
 public:
  bool ok() const { return context_ != nullptr; }
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() override { ZSTD_freeDCtx(context_); }
  Turn Go(std::span<const std::byte> in, More, std::span<std::byte> out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_, &to, &from);
    Turn turn = After(from, to, result);
    // 0 is also said between frames, where nothing moved.
    if (result == 0 && (turn.consumed > 0 || turn.produced > 0)) turn.state = Turn::State::kAtEnd;
    return turn;
  }
  bool Again() override { return true; }

 private:
  ZSTD_DCtx* context_ = ZSTD_createDCtx();
};

class Encoder final : public Coder {
 public:
  explicit Encoder(int level) {
    if (context_ == nullptr) return;
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, level);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  bool ok() const { return context_ != nullptr; }
  ~Encoder() override { ZSTD_freeCCtx(context_); }
  Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t left =
        ZSTD_compressStream2(context_, &to, &from, more == More::kNo ? ZSTD_e_end : ZSTD_e_continue);
    Turn turn = After(from, to, left);
    if (more == More::kNo && left == 0) turn.state = Turn::State::kAtEnd;
    return turn;
  }
  bool Again() override { return true; }

 private:
  ZSTD_CCtx* context_ = ZSTD_createCCtx();
};

}  // namespace

std::unique_ptr<Coder> ZstdDecoder() {
  auto coder = std::make_unique<Decoder>();
  if (!coder->ok()) return nullptr;
  return coder;
}

std::unique_ptr<Coder> ZstdEncoder(int level) {
  auto coder = std::make_unique<Encoder>(level);
  if (!coder->ok()) return nullptr;
  return coder;
}

}  // namespace halfsecond::codec
